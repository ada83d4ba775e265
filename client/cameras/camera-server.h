/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether the certificate @der (X.509, DER) may be a TLS server's: it does not restrict its key to
 * other uses (RFC 5280, 4.2.1.3 and 4.2.1.12). Says nothing of who issued it; glib-networking holds
 * the chain and the name against what is expected, and leaves this out. Any thread.
 */
bool camera_server_may_serve(const uint8_t *der, size_t len);
