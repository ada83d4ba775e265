/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The variables of @environment that a viewer may have, and nothing else (attacks.md, STO-14): what
 * says who, where and in which language; behind them what every viewer has. Nothing that loads
 * code, moves plugins or writes dumps. Transfer full.
 */
GStrv ui_environment_keep(const char *const *environment);

/* No core file, no tracing by others: pictures stay in this process (STO-13). False with errno set.
 */
bool ui_environment_seal(void);

/*
 * A device without a session bus has no assistive technology to speak to: GTK is told so, before it
 * tries to start a bus and complains. Before gtk_init(), on the only thread.
 */
void ui_environment_settle(void);

G_END_DECLS
