/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * All that ownview-verify does with its words but end (wire-format.md, "ownview-verify"): prints to
 * standard output and standard error, and flushes neither. Returns the exit status: 0 everything
 * admitted, 1 something refused, 2 wrong usage or a file that can't be read.
 */
int verify_run(int argc, char **argv);
