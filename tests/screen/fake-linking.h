/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/screen/fake-client.h"

G_BEGIN_DECLS

/* Doubles of linking and of the scanner. A code is any text that begins with DPP: and ends with two
 * semicolons; what stands behind SN= is its serial. */

unsigned fake_linking_n(void); /* under way */
unsigned fake_linking_n_started(void);
const char *fake_linking_code(void); /* of the newest one; NULL: there was none */
const char *fake_linking_room(void);
const char *fake_linking_again(void);
uint64_t fake_linking_generation(void);
int fake_linking_answer(void); /* -1: none yet, 0: no, 1: yes */

/* Tells the newest one's handler. */
void fake_linking_send(ClientLinkingState state);
void fake_linking_fail(ClientLinkingFailure failure, const char *other_room);

/* Stores what is linked, and says so. */
void fake_linking_finish(const char *link);

/* Whether this device has a camera; false at first. */
void fake_scanner_set_camera(bool has_camera);
unsigned fake_scanner_n(void); /* under way */
const char *fake_scanner_file(void);
uint64_t fake_scanner_generation(void);

/* What the scanner under way finds; NULL with a problem. */
void fake_scanner_find(const char *text, PipeScanProblem problem);
/* It shows @frame. */
void fake_scanner_show(PipeFrame *frame);

G_END_DECLS
