/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-confirm.h"

#include "client/client-heap.h"
#include "ui/ui-paintable.h"
#include "ui/ui-style.h"
#include "ui/ui-timer.h"
#include "ui/ui-words-linking.h"

/* As a stalled picture (screen.md): nobody shall say "yes" to one that is long over. */
#define FRESH_US (10 * G_USEC_PER_SEC)

struct _UiConfirm {
    GtkBox parent_instance;
    UiPaintable *paintable;
    GtkWidget *answers;
    GtkLabel *line;
    GtkWidget *no;
    GtkWidget *yes;
    uint64_t generation; /* never used twice */
    UiTimer *timer;
    PipeSlot *slot;
    PipePlayer *player;
};

G_DEFINE_FINAL_TYPE(UiConfirm, ui_confirm, GTK_TYPE_BOX)

enum {
    SIGNAL_YES,
    SIGNAL_NO,
    SIGNAL_UNDECODABLE,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The screen as it is without a picture. */
static void
blank(UiConfirm *self)
{
    ui_paintable_clear(self->paintable);
    gtk_label_set_text(self->line, ui_words_linking_picture_awaited());
    gtk_widget_add_css_class(self->yes, "waiting");
}

static gboolean
on_stale(gpointer user_data)
{
    blank(user_data);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_frame_ready(gpointer user_data)
{
    UiConfirm *self = user_data;
    g_autoptr(PipeFrame) frame = pipe_slot_take(self->slot);
    int64_t until = client_boot_now() + FRESH_US, capture_us;

    if (frame == NULL || !ui_paintable_show(self->paintable, frame))
        return G_SOURCE_REMOVE;
    ui_paintable_set_limits(self->paintable, false, until);
    ui_timer_set(self->timer, until);
    if (pipe_frame_get_capture(frame, &capture_us)) {
        g_autofree char *text = ui_words_linking_picture_of(capture_us, g_get_real_time());

        gtk_label_set_text(self->line, text);
    } else {
        gtk_label_set_text(self->line, "");
    }
    gtk_widget_remove_css_class(self->yes, "waiting");
    return G_SOURCE_REMOVE;
}

static void
on_player_status(PipeStatus status, gpointer user_data)
{
    if (status == PIPE_STATUS_DECODE_FAILED)
        g_signal_emit(user_data, signals[SIGNAL_UNDECODABLE], 0);
}

ClientSink
ui_confirm_start(UiConfirm *self, PipePixels pixels, uint64_t *generation)
{
    ui_confirm_stop(self);
    *generation = ++self->generation;
    ui_paintable_select(self->paintable, CLIENT_LINKING_LINK, self->generation);
    self->timer = ui_timer_new(on_stale, self);
    self->slot = pipe_slot_new(on_frame_ready, self);
    self->player = pipe_player_new(CLIENT_LINKING_LINK, self->generation, pixels, pipe_slot_push,
                                   self->slot, on_player_status, self);
    return pipe_player_as_sink(self->player);
}

void
ui_confirm_stop(UiConfirm *self)
{
    const bool was_on = self->player != NULL;

    g_clear_pointer(&self->player, pipe_player_free);
    g_clear_pointer(&self->slot, pipe_slot_free);
    g_clear_pointer(&self->timer, ui_timer_free);
    ui_paintable_select(self->paintable, NULL, 0);
    blank(self);
    if (was_on)
        client_heap_give_back();
}

void
ui_confirm_focus(UiConfirm *self)
{
    gtk_widget_grab_focus(self->no);
}

void
ui_confirm_set_narrow(UiConfirm *self, bool narrow)
{
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self->answers),
                                   narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static void
on_no(GtkButton *button, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_NO], 0);
}

static void
on_yes(GtkButton *button, gpointer user_data)
{
    UiConfirm *self = user_data;

    /* To the picture that is there, not to the one that was. */
    if (!ui_paintable_is_blank(self->paintable))
        g_signal_emit(self, signals[SIGNAL_YES], 0);
}

static void
ui_confirm_dispose(GObject *object)
{
    UiConfirm *self = UI_CONFIRM(object);

    if (self->paintable != NULL)
        ui_confirm_stop(self);
    g_clear_object(&self->paintable);
    G_OBJECT_CLASS(ui_confirm_parent_class)->dispose(object);
}

static void
ui_confirm_class_init(UiConfirmClass *class)
{
    static const char *const names[N_SIGNALS] = { "yes", "no", "undecodable" };

    G_OBJECT_CLASS(class)->dispose = ui_confirm_dispose;
    for (int i = 0; i < N_SIGNALS; i++)
        signals[i] = g_signal_new(names[i], UI_TYPE_CONFIRM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "confirm");
}

static void
ui_confirm_init(UiConfirm *self)
{
    GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    self->paintable = ui_paintable_new();
    self->line = GTK_LABEL(ui_style_new_note());
    gtk_widget_set_hexpand(GTK_WIDGET(self->line), TRUE);
    self->no = ui_style_new_button(ui_words_linking_no(), "secondary");
    self->yes = ui_style_new_button(ui_words_linking_yes(), "primary");
    g_signal_connect(self->no, "clicked", G_CALLBACK(on_no), self);
    g_signal_connect(self->yes, "clicked", G_CALLBACK(on_yes), self);
    gtk_widget_add_css_class(buttons, "buttons");
    gtk_box_set_homogeneous(GTK_BOX(buttons), TRUE);
    gtk_box_append(GTK_BOX(buttons), self->no);
    gtk_box_append(GTK_BOX(buttons), self->yes);
    self->answers = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(self->answers, "answers");
    gtk_box_append(GTK_BOX(self->answers), GTK_WIDGET(self->line));
    gtk_box_append(GTK_BOX(self->answers), buttons);
    gtk_box_append(GTK_BOX(self), ui_style_new_picture(GDK_PAINTABLE(self->paintable)));
    gtk_box_append(GTK_BOX(self), self->answers);
    blank(self);
}

GtkWidget *
ui_confirm_new(void)
{
    return g_object_new(UI_TYPE_CONFIRM, NULL);
}
