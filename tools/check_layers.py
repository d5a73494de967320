#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when an #include points up the layers, a Qt module leaks, or a banned call appears.

Usage: check_layers.py SOURCE_ROOT QT_INCLUDE_DIR

CTest runs it as `architecture`; `tools/test_check_layers.py` plants every breach it knows and sees
each one caught. docs/architecture.md draws the layers, docs/style.md gives the reasons.

A line may be excused by a comment on it or on the line above, which must say why:
    // check_layers: allow(RULE): the reason
"""
import pathlib
import re
import sys

# Our folders that each layer may include besides itself, then Qt modules besides QtCore.
LAYERS = {
    "core": ((), ()),
    "ledger": (("core",), ("QtSql",)),
    "engine": (("core",), ()),
    "services": (("core", "ledger"), ("QtConcurrent", "QtNetwork")),
    "api": (("core", "services", "engine/http"), ()),
    "models": (("core",), ()),
    "reports": (("core",), ("QtGui",)),
    "ui": (("core", "services", "models", "reports"),
           ("QtGui", "QtWidgets", "QtCharts", "QtPrintSupport", "QtSvg", "QtSvgWidgets", "QtDBus")),
    "app": (None, None),  # None: everything.
}
# Folders inside a layer that may include only these folders of their own layer.
INNER = {
    "engine/http": ("engine/http",),
    "engine/json": ("engine/json", "engine/sse", "engine/wire"),
    "engine/sse": ("engine/json", "engine/sse", "engine/wire"),
    "engine/wire": ("engine/json", "engine/sse", "engine/wire"),
    "engine/formats": ("engine/json", "engine/sse", "engine/wire", "engine/formats"),
    "engine/upstream": ("engine/http", "engine/upstream"),
}
# Libraries that only some folders may name, so that one place can be swapped or audited.
LIBRARIES = {
    r"sqlite3\.h$": (("ledger", "app"), "SQLite's C API stays in ledger/"),
    r"boost/asio": (("engine", "app"), "sockets stay in engine/"),
    r"nghttp2/|ares\.h$": (("engine/upstream",), "upstream protocols stay in engine/upstream/"),
}
# Protocol code takes bytes and gives values.
SANS_IO = ("engine/json", "engine/sse", "engine/wire", "engine/formats")

EVERYWHERE = tuple(LAYERS)
BELOW_UI = tuple(layer for layer in LAYERS if layer not in ("ui", "app"))
MONEY = r"(?i:cost|price|usd|money|amount|credit|charge|spend|spent|balance)"
# Rule name: pattern, layers it holds in, files it does not hold in, the reason.
BANNED = {
    "clock": (r"currentDateTime|currentSecsSinceEpoch|currentMSecsSinceEpoch|currentDate\(|"
              r"system_clock::now|(?<![\w.>:])time\((?:nullptr|NULL|0)\)|\bgettimeofday\b",
              [layer for layer in LAYERS if layer != "app"], ("core/Clock.cpp",),
              "ask a Clock: tests move time by hand"),
    "string_connect": (r"\b(SIGNAL|SLOT)\(", EVERYWHERE, (),
                       "connect with function pointers: a typo must not compile"),
    "singleton": (r"(?<![\w:])(?!Q\w+::instance)(?:\w+::)*instance\(\)", EVERYWHERE, (),
                  "pass it in; no singletons"),
    "nested_loop": (r"\bQEventLoop\b|\bprocessEvents\(", EVERYWHERE, (),
                    "no nested event loops: state changes under the caller's feet"),
    "then_this": (r"\.then\(\s*this\b", EVERYWHERE, (),
                  "Qt 6.4 asserts when the context dies first; use ControlPlane::run"),
    "sql_arg": (r"\.arg\(", ("ledger",), (), "bind values; never paste them into SQL"),
    "qt_json": (r"\bQJson(Document|Object|Array|Value|ParseError)\b", ("core", "engine", "ledger"),
                (), "Qt's JSON sorts members and reads numbers as double"),
    "money_double": (rf"\b(double|float)\b.*{MONEY}|{MONEY}.*(\b(double|float)\b|\btoDouble\(|\bstrtod\b"
                     r"|\bstod\()", BELOW_UI, (), "money is integers: Money and FemtoUsd"),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ALLOW = re.compile(r"check_layers: allow\((\w+)\): \S+")
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"


class Sources:
    """One file: its lines as they are, and its text with comments blanked out."""

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.layer = self.name.split("/")[0]
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.code = without_comments(self.text)

    def allows(self, rule, number):
        near = self.lines[max(0, number - 2):number]
        return any((found := ALLOW.search(line)) and found.group(1) == rule for line in near)


def without_comments(text):
    """The text with // and /* */ comments replaced by blanks; literals and line breaks stay."""
    pattern = re.compile(
        r'R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
        r"|(?P<comment>//[^\n]*|/\*.*?\*/)", re.S)
    return pattern.sub(
        lambda m: re.sub(r"[^\n]", " ", m.group()) if m.group("comment") else m.group(), text)


def qt_modules(include_dir):
    """Maps every Qt header, with and without its module prefix, to its module."""
    modules = {}
    for header in pathlib.Path(include_dir).glob("Qt*/*"):
        modules.setdefault(header.name, header.parent.name)
        modules[f"{header.parent.name}/{header.name}"] = header.parent.name
    if not modules:
        sys.exit(f"check_layers: no Qt headers under {include_dir}: the check would pass blindly")
    return modules


def is_below(name, folders):
    return any(name == folder or name.startswith(folder + "/") for folder in folders)


def check_our_include(file, target):
    ours, _ = LAYERS[file.layer]
    if target.split("/")[0] not in LAYERS:
        if "/" not in target:
            yield "include", f"write {target} with its folder, from the repository's root"
        return
    if ours is None:
        return
    if not is_below(target, (file.layer, *ours)):
        yield "include", f"{file.layer}/ may not include {target}"
    for folder, allowed in INNER.items():
        if is_below(file.name, (folder,)) and is_below(target, (file.layer,)) \
                and not is_below(target, allowed):
            yield "include", f"{folder}/ may not include {target}"


def check_system_include(file, target, modules):
    _, qt = LAYERS[file.layer]
    module = modules.get(target)
    if qt is not None:
        if module and module != "QtCore" and module not in qt:
            yield "qt_module", f"{file.layer}/ may not include {module} ({target})"
        if not module and re.match(r"(Qt[A-Z]\w*/)?Q[A-Z]\w*$", target):
            yield "qt_module", f"{target} is in no installed Qt module"
    for pattern, (folders, reason) in LIBRARIES.items():
        if re.search(pattern, target) and not is_below(file.name, folders):
            yield "library", f"{target}: {reason}"
    if re.match(r"boost/asio|sys/socket\.h|openssl/ssl", target) and is_below(file.name, SANS_IO):
        yield "sans_io", f"{target}: protocol code does no I/O"


def check_includes(file, modules):
    for number, line in enumerate(file.code.splitlines(), 1):
        if not (found := INCLUDE.match(line)):
            continue
        quote, target = found.groups()
        problems = (check_our_include(file, target) if quote == '"'
                    else check_system_include(file, target, modules))
        yield from ((number, rule, text) for rule, text in problems)


def check_banned(file):
    for number, line in enumerate(file.code.splitlines(), 1):
        for rule, (pattern, layers, exempt, reason) in BANNED.items():
            if file.layer in layers and file.name not in exempt and re.search(pattern, line):
                yield number, rule, reason


def check_sums(text):
    """A bare SUM comes back from PostgreSQL's driver as double."""
    for found in re.finditer(r"\bSUM\s*\(", text, re.I):
        if not found.group().startswith("SUM") and "SELECT" not in text:
            continue  # std::sum-like names outside SQL
        before = text[max(0, found.start() - 80):found.start()]
        if not re.search(r"CAST\s*\(\s*(COALESCE\s*\(\s*)?$", before, re.I):
            yield (text.count("\n", 0, found.start()) + 1, "bare_sum",
                   "CAST(SUM(x) AS BIGINT): QPSQL hands back a bare SUM as double")


def public_declarations(code, class_name):
    """The declarations of a class's public sections, each as one line without bodies."""
    start = re.search(rf"\bclass\s+{class_name}\b[^;{{]*{{", code)
    if not start:
        return
    access, statement, depth = "private", "", 1
    for position in range(start.end(), len(code)):
        character = code[position]
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return
        if depth > 1 or character == "}":
            if character == "}" and depth == 1 and re.search(r"\)[^()]*$", statement):
                if access == "public":
                    yield " ".join(statement.split())
                statement = ""
            continue
        statement += character
        if label := re.search(r"\b(public|protected|private|signals|Q_SIGNALS)\b[^;()]*:$", statement):
            if not code.startswith(":", position + 1):
                access, statement = label.group(1), ""
        elif character == ";":
            if access == "public":
                yield " ".join(statement.split())
            statement = ""


def check_service(file):
    """Every public function of a service asks first who is asking."""
    name = file.path.stem
    for declaration in public_declarations(file.code, name):
        found = re.search(r"([~\w]+)\s*\((.*)", declaration)
        skip = re.match(r"(static|friend|using|struct|class|enum|typedef|explicit|Q_\w+|template)\b",
                        declaration)
        if not found or skip or found.group(1).lstrip("~") == name or "operator" in declaration:
            continue
        if not re.match(r"\s*const Actor ?&", found.group(2)):
            yield 1, "actor", f"{found.group(1)}() must take `const Actor &` first"


def check_documents(root):
    """Links of our documents, and documents named by sources, exist."""
    documents = [*root.glob("*.md"), *root.glob("docs/**/*.md")]
    for path in sorted(documents):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if not re.match(r"[a-z]+:", link) and not (path.parent / link).exists():
                yield path, 1, "link", f"{link} does not exist"
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix in {".h", ".cpp"}:
                for named in set(re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text(encoding="utf-8"))):
                    if not (root / named).exists():
                        yield path, 1, "link", f"{named} does not exist"


def check_file(file, modules):
    if LICENCE not in (file.lines[0] if file.lines else ""):
        yield 1, "licence", f"the first line is `// {LICENCE}`"
    yield from check_includes(file, modules)
    yield from check_banned(file)
    yield from check_sums(file.code)
    if file.layer == "services" and file.path.name.endswith("Service.h"):
        yield from check_service(file)


def find_breaches(root, modules):
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix in {".h", ".cpp"}:
                file = Sources(root, path)
                for number, rule, text in check_file(file, modules):
                    if not file.allows(rule, number):
                        yield path, number, rule, text
            elif path.suffix == ".sql":
                sql = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
                yield from ((path, *breach) for breach in check_sums(sql))
    yield from check_documents(root)


def main(root, include_dir):
    root = pathlib.Path(root)
    breaches = list(find_breaches(root, qt_modules(include_dir)))
    for path, number, rule, text in breaches:
        print(f"{path.relative_to(root)}:{number}: {text} [{rule}]")
    return 1 if breaches else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
