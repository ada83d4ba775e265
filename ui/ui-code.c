/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-code.h"

#include "client/client.h"
#include "ui/ui-choice.h"
#include "ui/ui-entry.h"
#include "ui/ui-files.h"
#include "ui/ui-head.h"
#include "ui/ui-scan.h"
#include "ui/ui-style.h"
#include "ui/ui-words-linking.h"

#define LOOK_AGAIN (-1) /* in place of a file's number */

struct _UiCode {
    GtkBox parent_instance;
    GtkStack *outer; /* "typing", or "rest" with a head of its own */
    GtkStack *stack;
    UiHead *head;
    UiChoice *ways;
    UiChoice *files;
    UiScan *scan;
    UiEntry *typing;

    char *title;
    const char *sentence;
    PipePixels pixels;
    GCancellable *looking; /* what was begun and may come too late */
    GStrv paths;
    PipeScanner *reader; /* of a file */
};

G_DEFINE_FINAL_TYPE(UiCode, ui_code, GTK_TYPE_BOX)

enum {
    SIGNAL_READ,
    SIGNAL_BACK,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

void
ui_code_stop(UiCode *self)
{
    g_cancellable_cancel(self->looking);
    g_object_unref(self->looking);
    self->looking = g_cancellable_new();
    g_clear_pointer(&self->reader, pipe_scanner_free);
    ui_scan_stop(self->scan);
}

/* True, and it is told, when @text is a code. */
static bool
take(UiCode *self, const char *text)
{
    g_autofree char *serial = NULL;
    g_autofree char *code = client_linking_read_code(text, &serial, NULL);

    if (code == NULL)
        return false;
    ui_code_stop(self);
    g_signal_emit(self, signals[SIGNAL_READ], 0, code, serial);
    return true;
}

static void
show_step(UiCode *self, const char *name, const char *title)
{
    ui_head_set_title(self->head, title);
    gtk_stack_set_visible_child_name(self->stack, name);
    gtk_stack_set_visible_child_name(self->outer, "rest");
}

/* The choice of a way; the camera may have been plugged in meanwhile. */
static void
show_ways(UiCode *self, const char *sentence, bool problem)
{
    static const UiShape shapes[UI_N_WAYS] = { UI_SHAPE_CODE, UI_SHAPE_FILE, UI_SHAPE_PASTE,
                                               UI_SHAPE_KEYS };

    ui_code_stop(self);
    ui_choice_clear(self->ways);
    for (int way = 0; way < UI_N_WAYS; way++) {
        if (way != UI_WAY_SCAN || pipe_scanner_has_camera())
            ui_choice_add(self->ways, shapes[way], ui_words_linking_way((UiWay)way), way);
    }
    ui_choice_say(self->ways, sentence, problem);
    show_step(self, "ways", self->title);
    ui_choice_focus(self->ways);
}

static void
on_pasted(GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(UiCode) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        gdk_clipboard_read_text_finish(GDK_CLIPBOARD(clipboard), result, &error);

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
    if (text == NULL || !take(self, text))
        show_ways(self, ui_words_linking_no_code_pasted(), true);
}

static void
paste(UiCode *self)
{
    gdk_clipboard_read_text_async(gtk_widget_get_clipboard(GTK_WIDGET(self)), self->looking,
                                  on_pasted, g_object_ref(self));
}

static void
on_files_found(GObject *source, GAsyncResult *result, gpointer user_data)
{
    UiCode *self = UI_CODE(source);
    g_auto(GStrv) paths = ui_files_find_finish(result);

    if (paths == NULL)
        return;
    ui_choice_clear(self->files);
    for (int i = 0; paths[i] != NULL; i++) {
        g_autofree char *name = g_path_get_basename(paths[i]);
        g_autofree char *shown = ui_room_shown(name, UI_ROOM_MAX);

        ui_choice_add(self->files, UI_SHAPE_FILE, shown, i);
    }
    ui_choice_add(self->files, UI_SHAPE_NONE, ui_words_linking_look_again(), LOOK_AGAIN);
    ui_choice_say(self->files, ui_words_linking_files(paths[0] != NULL), false);
    ui_choice_focus(self->files);
    g_strfreev(self->paths);
    self->paths = g_steal_pointer(&paths);
}

static void
look_for_files(UiCode *self)
{
    ui_choice_say(self->files, ui_words_linking_reading(), false);
    ui_files_find(self, self->looking, on_files_found);
}

static void
on_file_read(const char *text, PipeScanProblem problem, gpointer user_data)
{
    UiCode *self = user_data;

    g_clear_pointer(&self->reader, pipe_scanner_free);
    if (text == NULL || !take(self, text))
        ui_choice_say(self->files, ui_words_linking_no_scan(problem), true);
}

static void
on_file_chosen(UiChoice *files, int number, gpointer user_data)
{
    UiCode *self = user_data;

    if (number == LOOK_AGAIN) {
        look_for_files(self);
        return;
    }
    ui_choice_say(self->files, ui_words_linking_reading(), false);
    g_clear_pointer(&self->reader, pipe_scanner_free);
    self->reader = pipe_scanner_new_for_file(self->paths[number], on_file_read, self);
}

static void
on_typed(UiEntry *typing, gpointer user_data)
{
    g_autofree char *serial = NULL;
    g_autofree char *code = client_linking_read_code(ui_entry_get_text(typing), &serial, NULL);
    g_autofree char *whose =
        code != NULL && serial != NULL ? ui_words_linking_code_of(serial) : NULL;

    ui_entry_say(typing, whose != NULL ? whose : ui_words_linking_type(), false);
}

static void
on_way_chosen(UiChoice *ways, int way, gpointer user_data)
{
    UiCode *self = user_data;

    switch ((UiWay)way) {
    case UI_WAY_SCAN:
        show_step(self, "scan", ui_words_linking_way(UI_WAY_SCAN));
        ui_scan_say(self->scan, ui_words_linking_aim(), false);
        ui_scan_start(self->scan, self->pixels);
        ui_head_focus(self->head);
        break;
    case UI_WAY_FILE:
        ui_choice_clear(self->files);
        show_step(self, "files", ui_words_linking_way(UI_WAY_FILE));
        ui_head_focus(self->head);
        look_for_files(self);
        break;
    case UI_WAY_PASTE:
        paste(self);
        break;
    case UI_WAY_TYPE:
    case UI_N_WAYS:
    default:
        gtk_stack_set_visible_child_name(self->outer, "typing");
        ui_entry_begin(self->typing, ui_words_linking_way(UI_WAY_TYPE), NULL);
        on_typed(self->typing, self);
        break;
    }
}

static void
on_scanned(UiScan *scan, const char *text, gpointer user_data)
{
    if (!take(user_data, text))
        ui_scan_say(scan, ui_words_linking_no_code_seen(), true);
}

static void
on_scan_failed(UiScan *scan, int problem, gpointer user_data)
{
    show_ways(user_data, ui_words_linking_no_scan((PipeScanProblem)problem), true);
}

static void
on_typing_done(UiEntry *typing, const char *text, gpointer user_data)
{
    if (!take(user_data, text))
        ui_entry_say(typing, ui_words_linking_incomplete(), true);
}

bool
ui_code_back(UiCode *self)
{
    if (g_str_equal(gtk_stack_get_visible_child_name(self->outer), "rest")
        && g_str_equal(gtk_stack_get_visible_child_name(self->stack), "ways"))
        return false;
    show_ways(self, self->sentence, false);
    return true;
}

static void
on_back(GtkWidget *widget, gpointer user_data)
{
    UiCode *self = user_data;

    if (!ui_code_back(self))
        g_signal_emit(self, signals[SIGNAL_BACK], 0);
}

static gboolean
on_paste_key(GtkWidget *widget, GVariant *args, gpointer user_data)
{
    paste(UI_CODE(widget));
    return TRUE;
}

void
ui_code_begin(UiCode *self, const char *title, const char *sentence, PipePixels pixels)
{
    g_free(self->title);
    self->title = g_strdup(title);
    self->sentence = sentence;
    self->pixels = pixels;
    show_ways(self, sentence, false);
}

void
ui_code_set_narrow(UiCode *self, bool narrow)
{
    ui_entry_set_narrow(self->typing, narrow);
}

static void
ui_code_dispose(GObject *object)
{
    UiCode *self = UI_CODE(object);

    if (self->looking != NULL)
        ui_code_stop(self);
    g_clear_object(&self->looking);
    G_OBJECT_CLASS(ui_code_parent_class)->dispose(object);
}

static void
ui_code_finalize(GObject *object)
{
    UiCode *self = UI_CODE(object);

    g_free(self->title);
    g_strfreev(self->paths);
    G_OBJECT_CLASS(ui_code_parent_class)->finalize(object);
}

static void
ui_code_class_init(UiCodeClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = ui_code_dispose;
    G_OBJECT_CLASS(class)->finalize = ui_code_finalize;
    signals[SIGNAL_READ] = g_signal_new("read", UI_TYPE_CODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_CODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_css_name(widget_class, "code");
    gtk_widget_class_add_binding(widget_class, GDK_KEY_v, GDK_CONTROL_MASK, on_paste_key, NULL);
}

static void
add_steps(UiCode *self)
{
    self->ways = UI_CHOICE(ui_choice_new(2));
    self->files = UI_CHOICE(ui_choice_new(4));
    self->scan = UI_SCAN(ui_scan_new());
    g_signal_connect(self->ways, "chosen", G_CALLBACK(on_way_chosen), self);
    g_signal_connect(self->files, "chosen", G_CALLBACK(on_file_chosen), self);
    g_signal_connect(self->scan, "found", G_CALLBACK(on_scanned), self);
    g_signal_connect(self->scan, "failed", G_CALLBACK(on_scan_failed), self);
    ui_style_add_page(self->stack, GTK_WIDGET(self->ways), "ways");
    ui_style_add_page(self->stack, GTK_WIDGET(self->files), "files");
    ui_style_add_page(self->stack, GTK_WIDGET(self->scan), "scan");
}

static void
ui_code_init(UiCode *self)
{
    GtkWidget *rest = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    self->looking = g_cancellable_new();
    self->outer = GTK_STACK(gtk_stack_new());
    self->stack = GTK_STACK(gtk_stack_new());
    self->head = UI_HEAD(ui_head_new(ui_words_linking_back()));
    g_signal_connect(self->head, "back", G_CALLBACK(on_back), self);
    gtk_widget_set_vexpand(GTK_WIDGET(self->stack), TRUE);
    gtk_box_append(GTK_BOX(rest), GTK_WIDGET(self->head));
    gtk_box_append(GTK_BOX(rest), GTK_WIDGET(self->stack));
    add_steps(self);
    self->typing = UI_ENTRY(ui_entry_new(UI_KEYBOARD_CODE));
    g_signal_connect(self->typing, "back", G_CALLBACK(on_back), self);
    g_signal_connect(self->typing, "typed", G_CALLBACK(on_typed), self);
    g_signal_connect(self->typing, "done", G_CALLBACK(on_typing_done), self);
    ui_style_add_page(self->outer, rest, "rest");
    ui_style_add_page(self->outer, GTK_WIDGET(self->typing), "typing");
    gtk_widget_set_hexpand(GTK_WIDGET(self->outer), TRUE);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->outer));
}

GtkWidget *
ui_code_new(void)
{
    return g_object_new(UI_TYPE_CODE, NULL);
}
