/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What the reason, note or trouble of this name means, what a person sees, and what to do; "all"
 * explains every one. Errors: the name is none of them, and which there are. Transfer full.
 */
char *verify_explain(const char *name, GError **error);

G_END_DECLS
