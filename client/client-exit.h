/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/*
 * Ends the process with @status, and runs no exit handler. Threads of a session or a linking that
 * was stopped end by themselves, and may be within a library at this moment (OpenSSL, GnuTLS) whose
 * handler would take away what they use. What they write is a new file in the old one's place, or
 * nothing. stdio is flushed. Any thread; does not return.
 */
G_NORETURN void client_exit(int status);

G_END_DECLS
