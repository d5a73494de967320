// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a fuzz target without libFuzzer: fuzz_x [--random COUNT SEED] CORPUS...
// Replays every file of each CORPUS folder (or the file itself), then COUNT mutations of them. An
// input that crashes the target is left in ./fuzz-crash.bin, to be replayed by naming it.
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

#include "tests/fuzz/Fuzz.h"

namespace {

using Inputs = std::vector<std::string>;

// Read by the signal handler.
const char *currentData = nullptr;
std::size_t currentSize = 0;

extern "C" void keepCrash(int signal)
{
    const int file = ::open("fuzz-crash.bin", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0 && ::write(file, currentData, currentSize) == static_cast<ssize_t>(currentSize))
        ::close(file);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void runOne(const std::string &input)
{
    // A buffer of exactly this size, so that an address sanitizer sees the first byte past its end.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    currentData = input.data();
    currentSize = input.size();
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

bool readFile(const std::filesystem::path &path, Inputs &inputs)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return false;
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    return true;
}

bool readCorpus(const std::filesystem::path &path, Inputs &inputs)
{
    if (!std::filesystem::is_directory(path))
        return readFile(path, inputs);
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(path))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end()); // The same mutations on every file system.
    return std::all_of(files.begin(), files.end(),
                       [&](const auto &file) { return readFile(file, inputs); });
}

class Mutator
{
public:
    Mutator(const Inputs &corpus, std::uint64_t seed)
        : m_corpus(corpus)
        , m_random(seed)
    {}

    std::string next()
    {
        std::string input = m_corpus[below(m_corpus.size())];
        for (std::size_t count = 1 + below(4); count > 0; --count)
            mutate(input);
        return input;
    }

private:
    // Not std::uniform_int_distribution: its results differ between standard libraries.
    std::size_t below(std::size_t bound)
    {
        return bound == 0 ? 0 : static_cast<std::size_t>(m_random() % bound);
    }

    void mutate(std::string &input)
    {
        static constexpr std::array<const char *, 24> words = {"\r\n",
                                                               "\r\n\r\n",
                                                               "\n",
                                                               "\r",
                                                               " ",
                                                               "\t",
                                                               ":",
                                                               ";",
                                                               ",",
                                                               "0",
                                                               "-1",
                                                               "ffffffffffffffff",
                                                               "9223372036854775808",
                                                               "\"",
                                                               "\\",
                                                               "\\u",
                                                               "\\ud83d",
                                                               "{",
                                                               "}",
                                                               "[",
                                                               "]",
                                                               "data: ",
                                                               "null",
                                                               "\xef\xbb\xbf"};
        const std::size_t at = below(input.size() + 1);
        const std::size_t size = below(std::min<std::size_t>(input.size() - at, 32) + 1);
        switch (below(7)) {
        case 0:
            if (at < input.size())
                input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            return;
        case 1:
            if (at < input.size())
                input[at] = static_cast<char>(below(256));
            return;
        case 2: input.erase(at, size); return;
        case 3: input.insert(at, words[below(words.size())]); return;
        case 4: input.insert(at, input.substr(at, size)); return;
        case 5: input.resize(at); return;
        default: splice(input, at);
        }
    }

    void splice(std::string &input, std::size_t at)
    {
        const std::string &other = m_corpus[below(m_corpus.size())];
        input.replace(at, std::string::npos, other.substr(below(other.size() + 1)));
    }

    const Inputs &m_corpus;
    std::mt19937_64 m_random;
};

bool parseNumber(const char *text, std::uint64_t &number)
{
    const char *end = text + std::strlen(text);
    const auto result = std::from_chars(text, end, number);
    return result.ec == std::errc() && result.ptr == end;
}

int usage()
{
    std::fputs("usage: fuzz_x [--random COUNT SEED] CORPUS...\n", stderr);
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    std::uint64_t count = 0;
    std::uint64_t seed = 0;
    Inputs corpus;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--random") == 0) {
            if (i + 2 >= argc || !parseNumber(argv[i + 1], count)
                || !parseNumber(argv[i + 2], seed))
                return usage();
            i += 2;
        } else if (!readCorpus(argv[i], corpus)) {
            std::fprintf(stderr, "cannot read %s\n", argv[i]);
            return 2;
        }
    }
    // A run over nothing would pass blindly.
    if (corpus.empty())
        return usage();
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
        std::signal(signal, keepCrash);
    for (const std::string &input : corpus)
        runOne(input);
    Mutator mutator(corpus, seed);
    for (std::uint64_t i = 0; i < count; ++i)
        runOne(mutator.next());
    std::printf("%zu files, %llu mutations\n", corpus.size(),
                static_cast<unsigned long long>(count));
    return 0;
}
