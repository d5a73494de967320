// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sqlite/WriteGate.h"

namespace turnpike {

namespace {

std::mutex &gate()
{
    static std::mutex mutex;
    return mutex;
}

} // namespace

WriteGate::WriteGate()
    : m_turn(gate())
{}

} // namespace turnpike
