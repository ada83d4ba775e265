/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The commands of ownview-link. Each reads its own options, @argv[0] being the command, prints what
 * it did on standard output and one sentence on standard error when it could not. Returns the exit
 * status: LINK_DONE, LINK_FAILED, LINK_UNUSABLE.
 */
enum {
    LINK_DONE = 0,
    LINK_FAILED = 1,   /* the camera, the store or the person said no */
    LINK_UNUSABLE = 2, /* wrong options, or a file that can't be read: nothing was done */
};

int link_add(int argc, char **argv);
int link_list(int argc, char **argv);
int link_show(int argc, char **argv);
int link_export(int argc, char **argv);
int link_history(int argc, char **argv);
int link_rename(int argc, char **argv);
int link_address(int argc, char **argv);
int link_remove(int argc, char **argv);
int link_revoke(int argc, char **argv);
int link_rotate(int argc, char **argv);
int link_home(int argc, char **argv);
int link_doctor(int argc, char **argv);
