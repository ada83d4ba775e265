/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * ownview-link check-cert: holds a device certificate, or with --ca a maker's CA certificate,
 * against the profile, and prints one sentence. @argv[0] is the subcommand. Returns the exit
 * status: 0 good, 1 not good, 2 wrong usage or a file that can't be read.
 */
int link_check_cert(int argc, char **argv);
