/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-demo.h"

#if OWNVIEW_DEMO

#include "ui/ownview-demo-resources.h"

#include <stdio.h>
#include <string.h>

#define LOG_PERIOD_MS 250

struct UiDemo {
    UiWindow *window;
    UiPage *page;
    char *control;
    FILE *log;
    int64_t started_us;
    guint tick; /* of the log; 0: no log */
};

static const struct {
    const char *label;
    const char *fault;
} faults[] = {
    { "Normal", "none" },     { "Stranger", "stranger" },  { "Swapped", "own-mixed" },
    { "Changed", "changed" }, { "No header", "unsigned" }, { "Replay", "replay" },
    { "Frozen", "freeze" },   { "Drifting", "drift" },     { "Old session", "old-session" },
    { "Gone", "gone" },       { "Reboot", "reboot" },
};

/* A JSON string of @text (RFC 8259, section 7). */
static char *
quoted(const char *text)
{
    GString *out = g_string_new("\"");

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf(out, "\\%c", *p);
        else if ((unsigned char)*p < 0x20)
            g_string_append_printf(out, "\\u%04x", (unsigned)*p);
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

static const char *
reason_of(const UiView *view)
{
    if (view->kind == UI_KIND_REFUSED || view->kind == UI_KIND_LINK_AGAIN)
        return prov_reason_name(view->verdict.reason);
    return view->trouble != CLIENT_TROUBLE_NONE ? client_trouble_name(view->trouble) : "none";
}

/* The words that are read first: the innermost title that can be seen. Borrowed; "" when none can.
 */
static const char *
find_title(GtkWidget *widget)
{
    const char *found = "";

    if (!gtk_widget_get_mapped(widget))
        return found;
    if (GTK_IS_LABEL(widget) && gtk_widget_has_css_class(widget, "title"))
        return gtk_label_get_text(GTK_LABEL(widget));
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
         child = gtk_widget_get_next_sibling(child)) {
        const char *title = find_title(child);

        found = *title != '\0' ? title : found;
    }
    return found;
}

static void
write_line(UiDemo *self, const char *state)
{
    const ClientCamera *camera = ui_page_get_camera(self->page);
    const UiView *view = ui_page_get_view(self->page);
    g_autofree char *room = quoted(camera != NULL ? camera->room : "");
    g_autofree char *title = quoted(find_title(GTK_WIDGET(self->window)));
    UiFeedCounts counts;

    if (self->log == NULL)
        return;
    ui_page_get_counts(self->page, &counts);
    fprintf(self->log,
            "{\"t_ms\":%lld,\"camera\":%s,\"state\":\"%s\",\"title\":%s,\"words\":\"%s\","
            "\"reason\":\"%s\","
            "\"picture\":\"%s\",\"frames_presented\":%llu,\"admitted\":%llu,\"refused\":%llu}\n",
            (long long)(client_boot_now() - self->started_us) / 1000, room, state, title,
            ui_case_name(view->words), reason_of(view),
            view->picture == UI_PICTURE_BLANK ? "blank" : "shown",
            (unsigned long long)counts.n_drawn, (unsigned long long)counts.n_admitted,
            (unsigned long long)counts.n_refused);
    fflush(self->log);
}

/* Between transitions too, so that who reads the log sees that nothing, or something, is presented.
 */
static gboolean
on_tick(gpointer user_data)
{
    UiDemo *self = user_data;

    if (ui_page_get_camera(self->page) != NULL)
        write_line(self, ui_kind_name(ui_page_get_view(self->page)->kind));
    else
        write_line(self, "elsewhere"); /* the cameras side by side, or linking */
    return G_SOURCE_CONTINUE;
}

static void
on_changed(UiPage *page, gpointer user_data)
{
    write_line(user_data, ui_kind_name(ui_page_get_view(page)->kind));
}

typedef struct {
    char *request;
    GSocketConnection *connection;
} Post;

static void
post_free(Post *self)
{
    if (self->connection != NULL)
        g_io_stream_close(G_IO_STREAM(self->connection), NULL, NULL);
    g_clear_object(&self->connection);
    g_free(self->request);
    g_free(self);
}

static void
on_written(GObject *stream, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;

    if (!g_output_stream_write_all_finish(G_OUTPUT_STREAM(stream), result, NULL, &error))
        g_message("The rig can't be told: %s", error->message);
    post_free(user_data);
}

static void
on_connected(GObject *client, GAsyncResult *result, gpointer user_data)
{
    Post *self = user_data;
    g_autoptr(GError) error = NULL;

    self->connection =
        g_socket_client_connect_to_uri_finish(G_SOCKET_CLIENT(client), result, &error);
    if (self->connection == NULL) {
        g_message("The rig does not answer: %s", error->message);
        post_free(self);
        return;
    }
    g_output_stream_write_all_async(g_io_stream_get_output_stream(G_IO_STREAM(self->connection)),
                                    self->request, strlen(self->request), G_PRIORITY_DEFAULT, NULL,
                                    on_written, self);
}

/* The rig's name of a camera: its room in small letters, with a dash for everything else. */
static char *
slug_of(const char *room)
{
    char *slug = g_ascii_strdown(room, -1);

    return g_strcanon(slug, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
}

/* Posts the fault to the rig, in the background. */
static void
post_fault(UiDemo *self, const char *camera, const char *fault)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autofree char *escaped = g_uri_escape_string(fault, NULL, FALSE);
    Post *post = g_new0(Post, 1);

    g_socket_client_set_enable_proxy(client, FALSE);
    g_socket_client_set_timeout(client, 2);
    post->request =
        g_strdup_printf("POST /fault?camera=%s&fault=%s HTTP/1.1\r\n"
                        "Host: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                        camera, escaped);
    g_socket_client_connect_to_uri_async(client, self->control, 80, NULL, on_connected, post);
}

/* The rig's name of another camera of this home; NULL: there is only one. Transfer full. */
static char *
other_slug(UiDemo *self, const ClientCamera *camera)
{
    ClientHome *home = ui_window_get_home(self->window);
    size_t n_cameras = 0;
    const ClientCamera *const *cameras =
        home != NULL ? client_home_get_cameras(home, &n_cameras) : NULL;

    for (size_t i = 0; i < n_cameras; i++) {
        if (cameras[i] != camera)
            return slug_of(cameras[i]->room);
    }
    return NULL;
}

static void
on_fault(GtkButton *button, gpointer user_data)
{
    UiDemo *self = user_data;
    const ClientCamera *camera = ui_page_get_camera(self->page);
    const char *fault = g_object_get_data(G_OBJECT(button), "fault");
    g_autofree char *slug = NULL;
    g_autofree char *other = NULL;
    g_autofree char *both = NULL;

    if (camera == NULL)
        return;
    slug = slug_of(camera->room);
    if (g_str_equal(fault, "own-mixed")) {
        other = other_slug(self, camera);
        if (other == NULL)
            return;
        both = g_strconcat(fault, "=", other, NULL);
    }
    post_fault(self, slug, both != NULL ? both : fault);
}

static GtkWidget *
new_fault_buttons(UiDemo *self)
{
    GtkWidget *scrolled = gtk_scrolled_window_new();
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);

    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        GtkWidget *button = gtk_button_new_with_label(faults[i].label);

        g_object_set_data(G_OBJECT(button), "fault", (gpointer)faults[i].fault);
        g_signal_connect(button, "clicked", G_CALLBACK(on_fault), self);
        gtk_box_append(GTK_BOX(row), button);
    }
    gtk_widget_add_css_class(row, "faults");
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_EXTERNAL,
                                   GTK_POLICY_NEVER);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), row);
    gtk_widget_set_hexpand(scrolled, TRUE);
    return scrolled;
}

static GtkWidget *
new_bar(UiDemo *self)
{
    GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *mark = gtk_label_new("DEMO");

    gtk_widget_add_css_class(bar, "demo");
    gtk_widget_add_css_class(head, "head");
    gtk_widget_add_css_class(mark, "watermark");
    gtk_widget_set_valign(mark, GTK_ALIGN_CENTER);
    gtk_box_append(GTK_BOX(head), mark);
    gtk_box_append(GTK_BOX(bar), head);
    if (self->control != NULL) {
        gtk_box_append(GTK_BOX(head), gtk_label_new("Demo – faults in the cloud between"));
        gtk_box_append(GTK_BOX(bar), new_fault_buttons(self));
    }
    return bar;
}

UiDemo *
ui_demo_new(UiWindow *window, const char *control, const char *log)
{
    UiDemo *self = g_new0(UiDemo, 1);
    g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();

    self->window = window;
    self->page = ui_window_get_page(window);
    self->control = g_strdup(control);
    self->started_us = client_boot_now();
    g_resources_register(ownview_demo_get_resource());
    gtk_css_provider_load_from_resource(provider, "/org/ownview/ownview-demo.css");
    gtk_style_context_add_provider_for_display(gtk_widget_get_display(GTK_WIDGET(window)),
                                               GTK_STYLE_PROVIDER(provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
    ui_window_add_bar(window, new_bar(self));
    /* One that was started again goes on with the same log. */
    if (log != NULL && (self->log = fopen(log, "ae")) == NULL)
        g_printerr("ownview: can't write %s\n", log);
    if (self->log != NULL)
        self->tick = g_timeout_add(LOG_PERIOD_MS, on_tick, self);
    g_signal_connect(self->page, "changed", G_CALLBACK(on_changed), self);
    if (ui_page_get_camera(self->page) != NULL)
        on_changed(self->page, self);
    return self;
}

void
ui_demo_free(UiDemo *self)
{
    g_signal_handlers_disconnect_by_data(self->page, self);
    g_clear_handle_id(&self->tick, g_source_remove);
    write_line(self, "exit");
    if (self->log != NULL)
        fclose(self->log);
    g_free(self->control);
    g_free(self);
}

#endif
