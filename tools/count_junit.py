#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints `PASSED FAILED SKIPPED` of a JUnit file that CTest wrote. Usage: count_junit.py FILE"""
import sys
import xml.etree.ElementTree

states = [case.get("status") for case in xml.etree.ElementTree.parse(sys.argv[1]).iter("testcase")]
passed = states.count("run")
skipped = states.count("notrun") + states.count("disabled")
print(passed, len(states) - passed - skipped, skipped)
