/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/person.h"

#include "tests/screen/screen.h"
#include "ui/ui-tile.h"

char *
person_isolate(const char *before, const char *room, const char *after)
{
    return g_strconcat(before, "\u2068", room, "\u2069", after, NULL);
}

bool
person_reads(GtkWidget *window, const char *label)
{
    screen_settle(window);
    return screen_find_label(window, label) != NULL;
}

bool
person_reads_room(GtkWidget *window, const char *before, const char *room, const char *after)
{
    g_autofree char *text = person_isolate(before, room, after);

    return person_reads(window, text);
}

/* Emitted at once: GTK's own activation lets go a quarter of a second later. */
void
person_press_widget(GtkWidget *widget)
{
    g_assert_nonnull(widget);
    if (GTK_IS_BUTTON(widget))
        g_signal_emit_by_name(widget, "clicked");
    else
        gtk_widget_activate(widget);
    screen_run();
}

void
person_press(GtkWidget *window, const char *label)
{
    GtkWidget *widget;

    screen_settle(window);
    g_test_message("press %s", label);
    widget = screen_find_pressable(window, label);
    if (widget == NULL)
        g_error("nothing says %s", label);
    person_press_widget(widget);
}

void
person_enter(GtkWidget *window)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(window));

    g_assert_nonnull(focus);
    if (GTK_IS_TEXT(focus))
        g_signal_emit_by_name(gtk_widget_get_parent(focus), "activate");
    else
        person_press_widget(focus);
    screen_run();
    screen_settle(window);
}

const char *
person_focus(GtkWidget *window)
{
    GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(window));
    GtkWidget *child;

    screen_settle(window);
    if (focus == NULL)
        return "(none)";
    if (UI_IS_TILE(focus))
        return ui_feed_get_camera(ui_tile_get_feed(UI_TILE(focus)))->room;
    if (GTK_IS_BUTTON(focus))
        return gtk_button_get_label(GTK_BUTTON(focus)) != NULL
                   ? gtk_button_get_label(GTK_BUTTON(focus))
                   : "(icon)";
    if (GTK_IS_TEXT(focus))
        return "(line)";
    child = gtk_widget_get_last_child(gtk_widget_get_first_child(focus));
    return GTK_IS_LABEL(child) ? gtk_label_get_text(GTK_LABEL(child)) : "(other)";
}

void
person_await_focus(GtkWidget *window, const char *label)
{
    int64_t end = g_get_monotonic_time() + 3 * G_USEC_PER_SEC;

    while (!g_str_equal(person_focus(window), label) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, FALSE);
    g_assert_cmpstr(person_focus(window), ==, label);
}
