/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-menu.h"

#include "ui/ui-choice.h"
#include "ui/ui-head.h"
#include "ui/ui-style.h"
#include "ui/ui-words-history.h"

struct _UiMenu {
    GtkBox parent_instance;
    UiChoice *choice;
};

G_DEFINE_FINAL_TYPE(UiMenu, ui_menu, GTK_TYPE_BOX)

enum {
    SIGNAL_BACK,
    SIGNAL_CHOSEN,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_back(UiHead *head, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_BACK], 0);
}

static void
on_chosen(UiChoice *choice, int item, gpointer user_data)
{
    g_signal_emit(user_data, signals[SIGNAL_CHOSEN], 0, item);
}

static void
ui_menu_class_init(UiMenuClass *class)
{
    signals[SIGNAL_BACK] =
        g_signal_new("back", UI_TYPE_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_CHOSEN] = g_signal_new("chosen", UI_TYPE_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_INT);
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "menu");
}

static void
ui_menu_init(UiMenu *self)
{
    static const UiShape shapes[UI_N_MENU] = { UI_SHAPE_PLUS, UI_SHAPE_PENCIL, UI_SHAPE_HISTORY,
                                               UI_SHAPE_SETTINGS };
    GtkWidget *head = ui_head_new(ui_words_back());

    ui_style_hide_unseen(GTK_WIDGET(self));
    gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
    ui_head_set_title(UI_HEAD(head), ui_words_menu());
    g_signal_connect(head, "back", G_CALLBACK(on_back), self);
    self->choice = UI_CHOICE(ui_choice_new(2));
    for (int item = 0; item < UI_N_MENU; item++)
        ui_choice_add(self->choice, shapes[item], ui_words_menu_item((UiMenuItem)item), item);
    ui_choice_say(self->choice, "", false);
    g_signal_connect(self->choice, "chosen", G_CALLBACK(on_chosen), self);
    gtk_widget_set_vexpand(GTK_WIDGET(self->choice), TRUE);
    gtk_box_append(GTK_BOX(self), head);
    gtk_box_append(GTK_BOX(self), GTK_WIDGET(self->choice));
}

GtkWidget *
ui_menu_new(void)
{
    return g_object_new(UI_TYPE_MENU, NULL);
}

void
ui_menu_focus(UiMenu *self)
{
    ui_choice_focus(self->choice);
}
