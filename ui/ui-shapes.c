/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-shapes.h"

#define LINE 1.7

static void
round_rectangle(cairo_t *cr, double x, double y, double width, double height, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - r, y + r, r, -G_PI / 2, 0);
    cairo_arc(cr, x + width - r, y + height - r, r, 0, G_PI / 2);
    cairo_arc(cr, x + r, y + height - r, r, G_PI / 2, G_PI);
    cairo_arc(cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
    cairo_close_path(cr);
}

static void
circle(cairo_t *cr, double x, double y, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, r, 0, 2 * G_PI);
}

static void
line(cairo_t *cr, double x1, double y1, double x2, double y2)
{
    cairo_move_to(cr, x1, y1);
    cairo_line_to(cr, x2, y2);
}

/* A small home camera: round head with a lens, on a foot. */
static void
draw_camera(cairo_t *cr)
{
    circle(cr, 12, 9.5, 7);
    cairo_stroke(cr);
    circle(cr, 12, 9.5, 2.8);
    cairo_stroke(cr);
    line(cr, 12, 16.5, 12, 20.5);
    line(cr, 7.5, 21, 16.5, 21);
    cairo_stroke(cr);
}

/* A loudspeaker, and two waves of what comes out of it. */
static void
draw_sound(cairo_t *cr)
{
    cairo_move_to(cr, 3, 9);
    cairo_line_to(cr, 6.5, 9);
    cairo_line_to(cr, 11.5, 4.5);
    cairo_line_to(cr, 11.5, 19.5);
    cairo_line_to(cr, 6.5, 15);
    cairo_line_to(cr, 3, 15);
    cairo_close_path(cr);
    cairo_stroke(cr);
    for (int i = 0; i < 2; i++) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, 11.5, 12, 4.4 + 4.2 * i, -G_PI / 4, G_PI / 4);
        cairo_stroke(cr);
    }
}

/* The stroke across stands free of what it crosses, so that it is seen at any size. */
static void
draw_crossed(cairo_t *cr, void (*draw)(cairo_t *))
{
    cairo_push_group(cr);
    draw(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_set_line_width(cr, 3 * LINE);
    line(cr, 3.5, 20, 20.5, 2);
    cairo_stroke(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_set_line_width(cr, 1.2 * LINE);
    line(cr, 3.5, 20, 20.5, 2);
    cairo_stroke(cr);
    cairo_pop_group_to_source(cr);
    cairo_paint(cr);
}

static void
draw_key(cairo_t *cr)
{
    circle(cr, 7.5, 12, 4.5);
    cairo_stroke(cr);
    line(cr, 12, 12, 21.5, 12);
    line(cr, 21, 12, 21, 16);
    line(cr, 17, 12, 17, 15);
    cairo_stroke(cr);
    circle(cr, 7.5, 12, 1.1);
    cairo_fill(cr);
}

static void
draw_cloud(cairo_t *cr)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, 7, 14.5, 4.2, G_PI / 2, 1.36 * G_PI);
    cairo_arc(cr, 12, 10, 5.2, 1.1 * G_PI, 1.84 * G_PI);
    cairo_arc(cr, 17.6, 14.8, 3.9, 1.55 * G_PI, G_PI / 2);
    cairo_close_path(cr);
    cairo_stroke(cr);
}

static void
draw_clock(cairo_t *cr)
{
    circle(cr, 12, 12, 9);
    cairo_stroke(cr);
    cairo_move_to(cr, 12, 6.5);
    cairo_line_to(cr, 12, 12);
    cairo_line_to(cr, 15.5, 14.2);
    cairo_stroke(cr);
}

static void
draw_hub(cairo_t *cr)
{
    round_rectangle(cr, 2.5, 4, 19, 13, 2.5);
    cairo_stroke(cr);
    line(cr, 7.5, 20.5, 16.5, 20.5);
    line(cr, 9, 10.5, 15, 10.5);
    cairo_stroke(cr);
}

static void
draw_back(cairo_t *cr)
{
    cairo_move_to(cr, 14.5, 5.5);
    cairo_line_to(cr, 8, 12);
    cairo_line_to(cr, 14.5, 18.5);
    cairo_stroke(cr);
}

/* The three corners of a square code, and some of what is between them. */
static void
draw_code(cairo_t *cr)
{
    static const double corners[3][2] = { { 3, 3 }, { 14, 3 }, { 3, 14 } };
    static const double dots[6][2] = { { 14, 14 },   { 18.5, 14 },   { 16.2, 16.2 },
                                       { 14, 18.5 }, { 18.5, 18.5 }, { 11, 11 } };

    for (int i = 0; i < 3; i++) {
        round_rectangle(cr, corners[i][0], corners[i][1], 7, 7, 1.2);
        cairo_stroke(cr);
        cairo_rectangle(cr, corners[i][0] + 2.5, corners[i][1] + 2.5, 2, 2);
        cairo_fill(cr);
    }
    for (int i = 0; i < 6; i++)
        cairo_rectangle(cr, dots[i][0], dots[i][1], 2.3, 2.3);
    cairo_fill(cr);
}

static void
draw_file(cairo_t *cr)
{
    cairo_move_to(cr, 14, 2.8);
    cairo_line_to(cr, 5, 2.8);
    cairo_line_to(cr, 5, 21.2);
    cairo_line_to(cr, 19, 21.2);
    cairo_line_to(cr, 19, 7.8);
    cairo_close_path(cr);
    cairo_move_to(cr, 13.8, 3);
    cairo_line_to(cr, 13.8, 8);
    cairo_line_to(cr, 18.8, 8);
    cairo_stroke(cr);
}

static void
draw_paste(cairo_t *cr)
{
    round_rectangle(cr, 4.5, 4.5, 15, 17, 2);
    cairo_stroke(cr);
    round_rectangle(cr, 9, 2.5, 6, 4, 1);
    cairo_fill(cr);
    line(cr, 8.5, 11.5, 15.5, 11.5);
    line(cr, 8.5, 15.5, 15.5, 15.5);
    cairo_stroke(cr);
}

static void
draw_keys(cairo_t *cr)
{
    round_rectangle(cr, 2, 5.5, 20, 13, 2);
    cairo_stroke(cr);
    for (int i = 0; i < 4; i++)
        circle(cr, 6 + 4 * i, 9.8, 1.1);
    cairo_fill(cr);
    line(cr, 7.5, 14.5, 16.5, 14.5);
    cairo_stroke(cr);
}

static void
draw_erase(cairo_t *cr)
{
    cairo_move_to(cr, 8.5, 6);
    cairo_line_to(cr, 21, 6);
    cairo_line_to(cr, 21, 18);
    cairo_line_to(cr, 8.5, 18);
    cairo_line_to(cr, 3, 12);
    cairo_close_path(cr);
    line(cr, 11.5, 9.5, 16.5, 14.5);
    line(cr, 16.5, 9.5, 11.5, 14.5);
    cairo_stroke(cr);
}

/* Two links of a chain. */
static void
draw_link(cairo_t *cr)
{
    round_rectangle(cr, 2.5, 8.2, 11, 7.6, 3.8);
    cairo_stroke(cr);
    round_rectangle(cr, 10.5, 8.2, 11, 7.6, 3.8);
    cairo_stroke(cr);
}

/* An i in a circle: there is something to read. */
static void
draw_info(cairo_t *cr)
{
    circle(cr, 12, 12, 8.6);
    cairo_stroke(cr);
    line(cr, 12, 11.4, 12, 16.4);
    cairo_stroke(cr);
    circle(cr, 12, 7.9, 1.15);
    cairo_fill(cr);
}

/* Points to where y is @tip. */
static void
draw_arrow(cairo_t *cr, double tip)
{
    cairo_move_to(cr, 5.5, 24 - tip);
    cairo_line_to(cr, 12, tip);
    cairo_line_to(cr, 18.5, 24 - tip);
    cairo_stroke(cr);
}

static void
draw_menu(cairo_t *cr)
{
    line(cr, 4, 6.5, 20, 6.5);
    line(cr, 4, 12, 20, 12);
    line(cr, 4, 17.5, 20, 17.5);
    cairo_stroke(cr);
}

/* Three sliders, each set elsewhere. */
static void
draw_settings(cairo_t *cr)
{
    static const double knobs[] = { 15.5, 8, 13.5 };

    for (int i = 0; i < 3; i++) {
        double y = 5.5 + 6.5 * i;

        line(cr, 3.5, y, knobs[i] - 2.2, y);
        line(cr, knobs[i] + 2.2, y, 20.5, y);
        cairo_stroke(cr);
        circle(cr, knobs[i], y, 2.2);
        cairo_stroke(cr);
    }
}

/* A list, and a clock's hands beside it. */
static void
draw_history(cairo_t *cr)
{
    line(cr, 3.5, 6, 20.5, 6);
    line(cr, 3.5, 12, 10, 12);
    line(cr, 3.5, 18, 10, 18);
    cairo_stroke(cr);
    circle(cr, 16.5, 15.5, 5);
    cairo_stroke(cr);
    cairo_move_to(cr, 16.5, 13);
    cairo_line_to(cr, 16.5, 15.5);
    cairo_line_to(cr, 18.2, 16.5);
    cairo_stroke(cr);
}

/* Into a tray. */
static void
draw_save(cairo_t *cr)
{
    line(cr, 12, 4, 12, 14.5);
    cairo_stroke(cr);
    cairo_move_to(cr, 7.5, 10.5);
    cairo_line_to(cr, 12, 15);
    cairo_line_to(cr, 16.5, 10.5);
    cairo_stroke(cr);
    cairo_move_to(cr, 4, 15.5);
    cairo_line_to(cr, 4, 19.5);
    cairo_line_to(cr, 20, 19.5);
    cairo_line_to(cr, 20, 15.5);
    cairo_stroke(cr);
}

static void
draw_pencil(cairo_t *cr)
{
    cairo_move_to(cr, 4, 20);
    cairo_line_to(cr, 5, 15.5);
    cairo_line_to(cr, 16, 4.5);
    cairo_line_to(cr, 19.5, 8);
    cairo_line_to(cr, 8.5, 19);
    cairo_close_path(cr);
    cairo_stroke(cr);
    line(cr, 13.2, 7.3, 16.7, 10.8);
    cairo_stroke(cr);
}

static void
draw_live(cairo_t *cr)
{
    circle(cr, 12, 12, 8.2);
    cairo_stroke(cr);
    circle(cr, 12, 12, 3.8);
    cairo_fill(cr);
}

static void
draw_checking(cairo_t *cr, const GdkRGBA *colour, double phase)
{
    for (int i = 0; i < 3; i++) {
        double turn = phase + 1 - i / 3.0; /* each a third of a round behind the one before */
        double rest = turn - (int)turn;
        double wave = phase < 0 ? 1 : rest < 0.5 ? 1 - 2 * rest : 2 * rest - 1;

        cairo_set_source_rgba(cr, (double)colour->red, (double)colour->green, (double)colour->blue,
                              (double)colour->alpha * (0.3 + 0.7 * wave));
        circle(cr, 4.5 + 7.5 * i, 12, 2.1 + 0.5 * wave);
        cairo_fill(cr);
    }
}

void
ui_shapes_draw(cairo_t *cr, UiShape shape, const GdkRGBA *colour, double phase)
{
    cairo_set_line_width(cr, LINE);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    switch (shape) {
    case UI_SHAPE_LIVE:
        draw_live(cr);
        break;
    case UI_SHAPE_CHECKING:
        draw_checking(cr, colour, phase);
        break;
    case UI_SHAPE_CLOCK:
        draw_clock(cr);
        break;
    case UI_SHAPE_CAMERA:
        draw_camera(cr);
        break;
    case UI_SHAPE_CROSSED_CAMERA:
        draw_crossed(cr, draw_camera);
        break;
    case UI_SHAPE_KEY:
        draw_key(cr);
        break;
    case UI_SHAPE_CLOUD:
        draw_cloud(cr);
        break;
    case UI_SHAPE_HUB:
        draw_hub(cr);
        break;
    case UI_SHAPE_BACK:
        draw_back(cr);
        break;
    case UI_SHAPE_CODE:
        draw_code(cr);
        break;
    case UI_SHAPE_FILE:
        draw_file(cr);
        break;
    case UI_SHAPE_PASTE:
        draw_paste(cr);
        break;
    case UI_SHAPE_KEYS:
        draw_keys(cr);
        break;
    case UI_SHAPE_PLUS:
        line(cr, 12, 4.5, 12, 19.5);
        line(cr, 4.5, 12, 19.5, 12);
        cairo_stroke(cr);
        break;
    case UI_SHAPE_UP:
        draw_arrow(cr, 8.5);
        break;
    case UI_SHAPE_DOWN:
        draw_arrow(cr, 15.5);
        break;
    case UI_SHAPE_ERASE:
        draw_erase(cr);
        break;
    case UI_SHAPE_LINK:
        draw_link(cr);
        break;
    case UI_SHAPE_INFO:
        draw_info(cr);
        break;
    case UI_SHAPE_SOUND:
        draw_sound(cr);
        break;
    case UI_SHAPE_CROSSED_SOUND:
        draw_crossed(cr, draw_sound);
        break;
    case UI_SHAPE_MENU:
        draw_menu(cr);
        break;
    case UI_SHAPE_HISTORY:
        draw_history(cr);
        break;
    case UI_SHAPE_SAVE:
        draw_save(cr);
        break;
    case UI_SHAPE_PENCIL:
        draw_pencil(cr);
        break;
    case UI_SHAPE_SETTINGS:
        draw_settings(cr);
        break;
    case UI_SHAPE_NONE:
    default:
        break;
    }
}
