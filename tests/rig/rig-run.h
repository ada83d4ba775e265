/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The commands of ownview-rig; each reads its own options and returns the exit status. */
int rig_run_main(int argc, char **argv);
int rig_run_links(int argc, char **argv);
int rig_run_code(int argc, char **argv);
int rig_run_ctl(int argc, char **argv);

G_END_DECLS
