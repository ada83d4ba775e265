/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-camera.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_SLUG 32

/* Calm, and easy to tell apart. */
static const uint32_t palette[] = { 0x2f5d7c, 0x5f8a68, 0x8a6a48, 0x6d5a8c, 0x3f7f86, 0x7d7a45 };
#define STRANGER_RGB 0x9c3f6e

/* Lower case, everything but letters and digits one "-". */
static char *
make_slug(const char *name)
{
    g_autofree char *ascii = g_str_to_ascii(name, "C");
    g_autoptr(GString) slug = g_string_new(NULL);

    for (const char *c = ascii; *c != '\0' && slug->len < MAX_SLUG; c++) {
        if (g_ascii_isalnum(*c))
            g_string_append_c(slug, g_ascii_tolower(*c));
        else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
            g_string_append_c(slug, '-');
    }
    while (slug->len > 0 && slug->str[slug->len - 1] == '-')
        g_string_truncate(slug, slug->len - 1);
    return g_string_free(g_steal_pointer(&slug), FALSE);
}

RigCameraSpec *
rig_camera_spec_new(const char *name, bool linked, uint32_t rgb)
{
    RigCameraSpec *self = g_new0(RigCameraSpec, 1);

    self->name = g_strdup(name);
    self->slug = make_slug(name);
    self->linked = linked;
    self->rgb = rgb;
    self->alg = RIG_ALG_ES256;
    return self;
}

static bool
parse_colour(const char *text, uint32_t *rgb)
{
    if (*text == '#')
        text++;
    if (strlen(text) != 6 || strspn(text, "0123456789abcdefABCDEF") != 6)
        return false;
    *rgb = (uint32_t)g_ascii_strtoull(text, NULL, 16);
    return true;
}

static bool
parse_alg(const char *text, RigAlg *alg)
{
    static const struct {
        const char *name;
        RigAlg alg;
    } algs[] = { { "ES256", RIG_ALG_ES256 },
                 { "ES384", RIG_ALG_ES384 },
                 { "EdDSA", RIG_ALG_EDDSA } };

    for (guint i = 0; i < G_N_ELEMENTS(algs); i++) {
        if (strcmp(algs[i].name, text) == 0) {
            *alg = algs[i].alg;
            return true;
        }
    }
    return false;
}

static bool
parse_part(RigCameraSpec *self, const char *part)
{
    if (strcmp(part, "stranger") == 0) {
        self->linked = false;
    } else if (strcmp(part, "sound") == 0) {
        self->sound = true;
    } else if (g_str_has_prefix(part, "color=") || g_str_has_prefix(part, "colour=")) {
        return parse_colour(strchr(part, '=') + 1, &self->rgb);
    } else if (g_str_has_prefix(part, "alg=")) {
        return parse_alg(part + strlen("alg="), &self->alg);
    } else if (g_str_has_prefix(part, "source=") && part[strlen("source=")] != '\0') {
        g_free(self->source);
        self->source = g_strdup(part + strlen("source="));
    } else if ((g_str_has_prefix(part, "clone=") || g_str_has_prefix(part, "same-key="))
               && strchr(part, '=')[1] != '\0') {
        self->own_certificate = *part == 's';
        g_free(self->key_of);
        self->key_of = g_strdup(strchr(part, '=') + 1);
    } else {
        return false;
    }
    return true;
}

RigCameraSpec *
rig_camera_spec_parse(const char *text, guint index, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    const char *name = parts[0] != NULL ? g_strstrip(parts[0]) : "";
    const uint32_t none = G_MAXUINT32;
    g_autoptr(RigCameraSpec) self = rig_camera_spec_new(name, true, none);

    if (*self->slug == '\0' || !g_utf8_validate(name, -1, NULL)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "--camera \"%s\" begins without a name; write NAME[,stranger][,color=#rrggbb]"
                    "[,source=FILE].",
                    text);
        return NULL;
    }
    for (guint i = 1; parts[i] != NULL; i++) {
        if (!parse_part(self, g_strstrip(parts[i]))) {
            g_set_error(
                error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                "--camera \"%s\": \"%s\" is not understood; after the name may stand stranger, "
                "sound, color=#rrggbb, source=FILE, alg=ES256, ES384 or EdDSA, and clone=SLUG or "
                "same-key=SLUG.",
                text, parts[i]);
            return NULL;
        }
    }
    if (self->rgb == none)
        self->rgb = self->linked ? palette[index % G_N_ELEMENTS(palette)] : STRANGER_RGB;
    return g_steal_pointer(&self);
}

RigCameraSpec *
rig_camera_spec_copy(const RigCameraSpec *self)
{
    RigCameraSpec *copy = rig_camera_spec_new(self->name, self->linked, self->rgb);

    g_free(copy->slug);
    copy->slug = g_strdup(self->slug);
    copy->sound = self->sound;
    copy->source = g_strdup(self->source);
    copy->alg = self->alg;
    copy->key_of = g_strdup(self->key_of);
    copy->own_certificate = self->own_certificate;
    return copy;
}

void
rig_camera_spec_free(RigCameraSpec *self)
{
    if (self == NULL)
        return;
    g_free(self->name);
    g_free(self->slug);
    g_free(self->source);
    g_free(self->key_of);
    g_free(self);
}
