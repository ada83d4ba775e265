/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-store.h"

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* What the command line asks for; the strings are borrowed. */
typedef struct {
    const char *camera; /* link id or room to open at the start; NULL: the list */
    bool fullscreen;
    bool kiosk;     /* fullscreen too, and nothing on the screen leaves it */
    UiStore *store; /* what was chosen for this screen */
#if OWNVIEW_DEMO
    const char *demo_control; /* http://127.0.0.1:PORT of the rig; NULL: no bar */
    const char *demo_log;     /* a file for one JSON line per transition; NULL: none */
#endif
} UiOptions;

/* Runs the viewer until its window is closed or a signal ends it. The process's exit code. */
int ui_app_run(const UiOptions *options);

G_END_DECLS
