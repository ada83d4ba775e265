/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-linking.h"

#include "ui/ui-code.h"
#include "ui/ui-confirm.h"
#include "ui/ui-details.h"
#include "ui/ui-head.h"
#include "ui/ui-panel.h"
#include "ui/ui-place.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

struct _UiLinking {
    GtkBox parent_instance;
    GtkStack *stack; /* "code", "place", or "rest" with a head of its own */
    UiCode *code_page;
    UiPlace *place;
    GtkStack *rest; /* "status", "alert", "confirm" or "details" */
    UiHead *head;
    UiPanel *status;
    UiPanel *alert;
    UiPanel *panel; /* the one of both that was shown last */
    UiConfirm *confirm;
    UiDetails *details;

    PipePixels pixels;
    GStrv taken;
    char *again; /* link id of the camera that is linked again; NULL: a new one */
    char *room;
    char *code;
    char *serial;
    ClientLinking *linking;
    ClientLinkingState state;
    bool same_code; /* what the first button does when it is over without a link */
    char *link;     /* once linked */
    GStrv rows;     /* for Details */
};

G_DEFINE_FINAL_TYPE(UiLinking, ui_linking, GTK_TYPE_BOX)

enum {
    SIGNAL_LEFT,
    SIGNAL_LINKED,
    SIGNAL_OPEN,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
end_linking(UiLinking *self)
{
    g_clear_pointer(&self->linking, client_linking_stop);
    ui_confirm_stop(self->confirm);
}

void
ui_linking_stop(UiLinking *self)
{
    end_linking(self);
    ui_code_stop(self->code_page);
    self->state = CLIENT_LINKING_NONE;
    g_clear_pointer(&self->link, g_free);
    g_clear_pointer(&self->code, g_free);
    g_clear_pointer(&self->serial, g_free);
}

static void
leave(UiLinking *self)
{
    ui_linking_stop(self);
    g_signal_emit(self, signals[SIGNAL_LEFT], 0);
}

static char *
new_title(UiLinking *self)
{
    return self->again != NULL ? ui_words_linking_again(self->room)
                               : g_strdup(ui_words_linking_add());
}

static void
show_panel(UiLinking *self, const UiWordsLinking *words)
{
    bool alert = g_str_equal(words->family, "red");
    g_autofree char *title = new_title(self);

    self->panel = alert ? self->alert : self->status;
    ui_head_set_title(self->head, title);
    ui_panel_say(self->panel, words);
    gtk_stack_set_visible_child_name(self->rest, alert ? "alert" : "status");
    gtk_stack_set_visible_child_name(self->stack, "rest");
    ui_panel_focus(self->panel);
}

static void
show_progress(UiLinking *self, ClientLinkingState state)
{
    g_autoptr(UiWordsLinking) words = ui_words_linking_progress(state, self->room);

    show_panel(self, words);
}

static void
show_question(UiLinking *self)
{
    g_autofree char *question = ui_words_linking_question(self->room);

    ui_head_set_title(self->head, question);
    gtk_stack_set_visible_child_name(self->rest, "confirm");
    gtk_stack_set_visible_child_name(self->stack, "rest");
    ui_confirm_focus(self->confirm);
}

static void
show_failure(UiLinking *self, const ClientLinkingEvent *event)
{
    g_autoptr(UiWordsLinking) words = ui_words_linking_failure(event->failure, event->other_room);

    g_strfreev(self->rows);
    self->rows = ui_words_linking_details(event->detail, self->serial, event->maker);
    self->same_code = ui_words_linking_same_code(event->failure);
    show_panel(self, words);
}

/* It is over, for the reason of @words. */
static void
show_end(UiLinking *self, UiWordsLinking *words, bool same_code)
{
    self->same_code = same_code;
    show_panel(self, words);
    ui_words_linking_free(words);
}

static void
on_event(const ClientLinkingEvent *event, gpointer user_data)
{
    UiLinking *self = user_data;

    self->state = event->state;
    switch (event->state) {
    case CLIENT_LINKING_ASKING:
    case CLIENT_LINKING_WAITING:
        show_progress(self, event->state);
        break;
    case CLIENT_LINKING_CONFIRM:
        show_question(self);
        break;
    case CLIENT_LINKING_LINKED:
        g_free(self->link);
        self->link = g_strdup(event->link);
        end_linking(self);
        show_end(self, ui_words_linking_done(self->room), false);
        g_signal_emit(self, signals[SIGNAL_LINKED], 0, self->link);
        break;
    case CLIENT_LINKING_FAILED:
        show_failure(self, event);
        end_linking(self);
        break;
    case CLIENT_LINKING_NONE:
    default:
        end_linking(self);
        show_end(self, ui_words_linking_not_mine(self->room), false);
        break;
    }
}

static void
start(UiLinking *self)
{
    uint64_t generation;
    ClientSink sink;

    end_linking(self);
    sink = ui_confirm_start(self->confirm, self->pixels, &generation);
    self->state = CLIENT_LINKING_ASKING;
    show_progress(self, self->state);
    self->linking =
        client_linking_start(self->code, self->room, self->again, generation, sink, on_event, self);
}

static void
ask_for_code(UiLinking *self, const char *sentence)
{
    g_autofree char *title = new_title(self);

    gtk_stack_set_visible_child_name(self->stack, "code");
    ui_code_begin(self->code_page, title, sentence, self->pixels);
}

static void
on_code_read(UiCode *page, const char *code, const char *serial, gpointer user_data)
{
    UiLinking *self = user_data;

    g_free(self->code);
    g_free(self->serial);
    self->code = g_strdup(code);
    self->serial = g_strdup(serial);
    if (self->room != NULL) {
        start(self);
    } else {
        g_autofree char *whose = serial != NULL ? ui_words_linking_code_of(serial) : g_strdup("");

        gtk_stack_set_visible_child_name(self->stack, "place");
        ui_place_begin(self->place, whose, (const char *const *)self->taken);
    }
}

static void
on_named(UiPlace *place, const char *room, gpointer user_data)
{
    UiLinking *self = user_data;

    g_free(self->room);
    self->room = g_strdup(room);
    start(self);
}

/* Another code, for the same camera or for any. */
static void
ask_again(UiLinking *self)
{
    g_autofree char *room = self->again == NULL ? g_steal_pointer(&self->room) : NULL;

    ui_linking_stop(self);
    ask_for_code(self, ui_words_linking_where_code());
}

static void
on_action(UiPanel *panel, gpointer user_data)
{
    UiLinking *self = user_data;

    if (self->link != NULL) {
        g_autofree char *link = g_strdup(self->link);

        ui_linking_stop(self);
        g_signal_emit(self, signals[SIGNAL_OPEN], 0, link);
    } else if (self->linking != NULL) {
        leave(self); /* "Cancel" */
    } else if (self->same_code) {
        start(self);
    } else {
        ask_again(self);
    }
}

static void
on_second(UiPanel *panel, gpointer user_data)
{
    UiLinking *self = user_data;

    if (self->link != NULL) {
        leave(self);
        return;
    }
    if (self->rows == NULL)
        return;
    ui_details_show(self->details, ui_words_details_title(), (const char *const *)self->rows);
    gtk_stack_set_visible_child_name(self->rest, "details");
    ui_details_focus(self->details);
}

static void
close_details(UiLinking *self)
{
    gtk_stack_set_visible_child(self->rest, GTK_WIDGET(self->panel));
    ui_panel_focus(self->panel);
}

static void
on_yes(UiConfirm *confirm, gpointer user_data)
{
    UiLinking *self = user_data;

    if (self->linking == NULL || self->state != CLIENT_LINKING_CONFIRM)
        return;
    self->state = CLIENT_LINKING_WAITING; /* no second answer */
    client_linking_confirm(self->linking, true);
}

static void
on_no(UiConfirm *confirm, gpointer user_data)
{
    UiLinking *self = user_data;

    if (self->linking == NULL || self->state != CLIENT_LINKING_CONFIRM)
        return;
    self->state = CLIENT_LINKING_WAITING;
    client_linking_confirm(self->linking, false);
}

static void
on_undecodable(UiConfirm *confirm, gpointer user_data)
{
    UiLinking *self = user_data;

    end_linking(self);
    show_end(self, ui_words_linking_no_decoder(self->room), true);
}

void
ui_linking_back(UiLinking *self)
{
    const char *page = gtk_stack_get_visible_child_name(self->stack);

    if (g_str_equal(page, "code")) {
        if (!ui_code_back(self->code_page))
            leave(self);
    } else if (g_str_equal(page, "place")) {
        if (!ui_place_back(self->place))
            ask_again(self);
    } else if (g_str_equal(gtk_stack_get_visible_child_name(self->rest), "details")) {
        close_details(self);
    } else {
        leave(self);
    }
}

void
ui_linking_begin(UiLinking *self, const char *const *taken, PipePixels pixels)
{
    ui_linking_stop(self);
    g_clear_pointer(&self->again, g_free);
    g_clear_pointer(&self->room, g_free);
    g_strfreev(self->taken);
    self->taken = g_strdupv((GStrv)taken);
    self->pixels = pixels;
    ask_for_code(self, ui_words_linking_where_code());
}

void
ui_linking_begin_again(UiLinking *self, const ClientCamera *camera, UiCase why, PipePixels pixels)
{
    ui_linking_stop(self);
    g_free(self->again);
    g_free(self->room);
    self->again = g_strdup(camera->link);
    self->room = g_strdup(camera->room);
    self->pixels = pixels;
    ask_for_code(self, ui_words_linking_where_code_again(why));
}

void
ui_linking_set_narrow(UiLinking *self, bool narrow)
{
    ui_code_set_narrow(self->code_page, narrow);
    ui_place_set_narrow(self->place, narrow);
    ui_confirm_set_narrow(self->confirm, narrow);
}

static void
ui_linking_dispose(GObject *object)
{
    UiLinking *self = UI_LINKING(object);

    g_clear_pointer(&self->linking, client_linking_stop);
    G_OBJECT_CLASS(ui_linking_parent_class)->dispose(object);
}

static void
ui_linking_finalize(GObject *object)
{
    UiLinking *self = UI_LINKING(object);

    g_strfreev(self->taken);
    g_strfreev(self->rows);
    g_free(self->again);
    g_free(self->room);
    g_free(self->code);
    g_free(self->serial);
    g_free(self->link);
    G_OBJECT_CLASS(ui_linking_parent_class)->finalize(object);
}

static void
ui_linking_class_init(UiLinkingClass *class)
{
    G_OBJECT_CLASS(class)->dispose = ui_linking_dispose;
    G_OBJECT_CLASS(class)->finalize = ui_linking_finalize;
    signals[SIGNAL_LEFT] = g_signal_new("left", UI_TYPE_LINKING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_LINKED] = g_signal_new("linked", UI_TYPE_LINKING, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    signals[SIGNAL_OPEN] = g_signal_new("open", UI_TYPE_LINKING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "linking");
}

static UiPanel *
new_panel(UiLinking *self, GtkAccessibleRole role, const char *name)
{
    GtkWidget *panel = ui_panel_new(role);

    g_signal_connect(panel, "action", G_CALLBACK(on_action), self);
    g_signal_connect(panel, "details", G_CALLBACK(on_second), self);
    ui_style_add_page(self->rest, panel, name);
    return UI_PANEL(panel);
}

static GtkWidget *
new_rest(UiLinking *self)
{
    GtkWidget *page = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->head = UI_HEAD(ui_head_new(ui_words_linking_back()));
    g_signal_connect_swapped(self->head, "back", G_CALLBACK(ui_linking_back), self);
    self->rest = GTK_STACK(gtk_stack_new());
    gtk_widget_set_vexpand(GTK_WIDGET(self->rest), TRUE);
    self->status = new_panel(self, GTK_ACCESSIBLE_ROLE_STATUS, "status");
    self->alert = new_panel(self, GTK_ACCESSIBLE_ROLE_ALERT, "alert");
    self->confirm = UI_CONFIRM(ui_confirm_new());
    g_signal_connect(self->confirm, "yes", G_CALLBACK(on_yes), self);
    g_signal_connect(self->confirm, "no", G_CALLBACK(on_no), self);
    g_signal_connect(self->confirm, "undecodable", G_CALLBACK(on_undecodable), self);
    self->details = UI_DETAILS(ui_details_new());
    g_signal_connect_swapped(self->details, "close", G_CALLBACK(close_details), self);
    ui_style_add_page(self->rest, GTK_WIDGET(self->confirm), "confirm");
    ui_style_add_page(self->rest, GTK_WIDGET(self->details), "details");
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(page), GTK_WIDGET(self->rest));
    return page;
}

static void
ui_linking_init(UiLinking *self)
{
    ui_style_hide_unseen(GTK_WIDGET(self));
    self->stack = GTK_STACK(gtk_stack_new());
    gtk_widget_set_hexpand(GTK_WIDGET(self->stack), TRUE);
    self->code_page = UI_CODE(ui_code_new());
    g_signal_connect(self->code_page, "read", G_CALLBACK(on_code_read), self);
    g_signal_connect_swapped(self->code_page, "back", G_CALLBACK(leave), self);
    self->place = UI_PLACE(ui_place_new());
    g_signal_connect(self->place, "named", G_CALLBACK(on_named), self);
    g_signal_connect_swapped(self->place, "back", G_CALLBACK(ask_again), self);
    ui_style_add_page(self->stack, GTK_WIDGET(self->code_page), "code");
    ui_style_add_page(self->stack, GTK_WIDGET(self->place), "place");
    ui_style_add_page(self->stack, new_rest(self), "rest");
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->stack));
}

GtkWidget *
ui_linking_new(void)
{
    return g_object_new(UI_TYPE_LINKING, NULL);
}
