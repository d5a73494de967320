// SPDX-License-Identifier: GPL-3.0-or-later
// CPU and memory of other processes, from /proc.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace turnpike::bench {

struct ThreadUse
{
    std::string name;
    std::int64_t cpuNs = 0;
};

/// By thread id, of all processes.
using CpuUse = std::map<int, ThreadUse>;

struct MemoryUse
{
    std::int64_t residentKb = 0; ///< Everything mapped and present.
    std::int64_t anonymousKb = 0; ///< Without files and what is shared with them.
};

/// On-CPU time as the scheduler counts it, to the nanosecond. Dead threads are missing.
CpuUse cpuOf(const std::vector<int> &processes);
std::int64_t total(const CpuUse &use);
/// The threads' time since `before`.
CpuUse since(const CpuUse &before, const CpuUse &after);
MemoryUse memoryOf(const std::vector<int> &processes);
/// The one-minute load average.
double loadAverage();

} // namespace turnpike::bench
