// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing of its own: the file that carries the precompiled headers of the test programs.
