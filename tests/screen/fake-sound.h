/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

G_BEGIN_DECLS

/* The double of what lets sound be heard, for the screen's tests; of the session's sound as well.
 */

unsigned fake_sound_n(void);          /* existing now */
unsigned fake_sound_n_sessions(void); /* sessions that ask for sound now */
/* The newest one follows a picture; false: it was told that there is none. */
bool fake_sound_is_following(void);
/* The newest one says so. */
void fake_sound_tell(PipeSoundState state);

G_END_DECLS
