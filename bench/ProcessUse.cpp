// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/ProcessUse.h"

#include <filesystem>
#include <fstream>

namespace turnpike::bench {

CpuUse cpuOf(const std::vector<int> &processes)
{
    CpuUse use;
    for (const int process : processes) {
        std::error_code gone;
        const auto tasks = "/proc/" + std::to_string(process) + "/task";
        for (const auto &task : std::filesystem::directory_iterator(tasks, gone)) {
            ThreadUse thread;
            std::ifstream(task.path() / "schedstat") >> thread.cpuNs;
            std::getline(std::ifstream(task.path() / "comm"), thread.name);
            use[std::stoi(task.path().filename())] = thread;
        }
    }
    return use;
}

std::int64_t total(const CpuUse &use)
{
    std::int64_t sum = 0;
    for (const auto &[id, thread] : use)
        sum += thread.cpuNs;
    return sum;
}

CpuUse since(const CpuUse &before, const CpuUse &after)
{
    CpuUse use = after;
    for (auto &[id, thread] : use)
        if (const auto earlier = before.find(id); earlier != before.end())
            thread.cpuNs -= earlier->second.cpuNs;
    return use;
}

MemoryUse memoryOf(const std::vector<int> &processes)
{
    MemoryUse use;
    for (const int process : processes) {
        std::ifstream lines("/proc/" + std::to_string(process) + "/smaps_rollup");
        std::string name;
        while (lines >> name) {
            std::int64_t kb = 0;
            if (name == "Rss:" && lines >> kb)
                use.residentKb += kb;
            else if (name == "Anonymous:" && lines >> kb)
                use.anonymousKb += kb;
        }
    }
    return use;
}

double loadAverage()
{
    double load = 0;
    std::ifstream("/proc/loadavg") >> load;
    return load;
}

} // namespace turnpike::bench
