/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-scan.h"

#include "client/client.h"
#include "ui/ui-paintable.h"
#include "ui/ui-style.h"

#define FRESH_US (2 * G_USEC_PER_SEC) /* a picture that does not follow the hand is taken away */

struct _UiScan {
    GtkBox parent_instance;
    GtkWidget *note;
    UiPaintable *paintable;
    uint64_t generation;
    PipeSlot *slot;
    PipeScanner *scanner;
};

G_DEFINE_FINAL_TYPE(UiScan, ui_scan, GTK_TYPE_BOX)

enum {
    SIGNAL_FOUND,
    SIGNAL_FAILED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
on_frame_ready(gpointer user_data)
{
    UiScan *self = user_data;
    g_autoptr(PipeFrame) frame = pipe_slot_take(self->slot);

    if (frame != NULL && ui_paintable_show(self->paintable, frame))
        ui_paintable_set_limits(self->paintable, false, client_boot_now() + FRESH_US);
    return G_SOURCE_REMOVE;
}

static void
on_found(const char *text, PipeScanProblem problem, gpointer user_data)
{
    UiScan *self = user_data;

    if (text != NULL)
        g_signal_emit(self, signals[SIGNAL_FOUND], 0, text);
    else
        g_signal_emit(self, signals[SIGNAL_FAILED], 0, (int)problem);
}

void
ui_scan_start(UiScan *self, PipePixels pixels)
{
    ui_scan_stop(self);
    self->generation++;
    ui_paintable_select(self->paintable, PIPE_SCAN_LINK, self->generation);
    self->slot = pipe_slot_new(on_frame_ready, self);
    self->scanner = pipe_scanner_new_for_camera(self->generation, pixels, pipe_slot_push,
                                                self->slot, on_found, self);
}

void
ui_scan_stop(UiScan *self)
{
    g_clear_pointer(&self->scanner, pipe_scanner_free);
    g_clear_pointer(&self->slot, pipe_slot_free);
    ui_paintable_select(self->paintable, NULL, 0);
}

void
ui_scan_say(UiScan *self, const char *sentence, bool problem)
{
    ui_style_note(self->note, sentence, problem);
}

static void
ui_scan_dispose(GObject *object)
{
    UiScan *self = UI_SCAN(object);

    if (self->paintable != NULL)
        ui_scan_stop(self);
    g_clear_object(&self->paintable);
    G_OBJECT_CLASS(ui_scan_parent_class)->dispose(object);
}

static void
ui_scan_class_init(UiScanClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_scan_dispose;
    signals[SIGNAL_FOUND] = g_signal_new("found", UI_TYPE_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[SIGNAL_FAILED] = g_signal_new("failed", UI_TYPE_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_INT);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "scan");
}

static void
ui_scan_init(UiScan *self)
{
    GtkWidget *picture;

    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->paintable = ui_paintable_new();
    self->note = ui_style_new_note();
    picture = ui_style_new_picture(GDK_PAINTABLE(self->paintable));
    gtk_box_append(GTK_BOX(self), self->note);
    gtk_box_append(GTK_BOX(self), picture);
}

GtkWidget *
ui_scan_new(void)
{
    return g_object_new(UI_TYPE_SCAN, NULL);
}
