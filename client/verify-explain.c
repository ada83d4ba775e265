/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-explain.h"

#include <stdbool.h>
#include <string.h>

/* What a display shows, where several reasons share it. */
#define SEES_RECHECK                                                                                \
    "\"Checking…\" without a picture while a second copy is fetched past all caches; if that is " \
    "refused too, \"Can't confirm this is your {room} camera\"."
#define SEES_RECHECK_OLD                                                                            \
    "\"Checking…\" without a picture while a second copy is fetched past all caches; if that is " \
    "refused too, \"This is old video\"."
#define SEES_LINK     "\"{room} needs to be linked again\", at once."
#define SEES_NO_PROOF "\"Can't confirm this is your {room} camera\", at once."
#define SEES_CHANGED  "\"{room} video was changed on the way\", at once."
#define SEES_DROP                                                                                  \
    "The unit is left out. The picture grows older, says so, and goes away when it is too old."
#define SEES_NONE "\"No picture from {room}\", since when, and that it keeps trying."

/* Every name that attacks can be given; a row without one is a heading. */
static const struct {
    const char *name;
    const char *means;
    const char *sees;
    const char *to_do;
} reasons[] = {
    { NULL, "about the signer", NULL, NULL },
    { "wrong-camera",
      "The video is signed by another camera than the one that was selected. Nothing "
      "more is said of a stranger's camera.",
      "\"This is not your {room} camera\", at once; \"This is {other}, not {room}\" when "
      "the other one is linked in this home and proves who it is.",
      "Nothing can be shown. If it stays, ask whoever runs the camera's cloud why it "
      "hands out another camera's video; if you replaced the camera, link the new "
      "one." },
    { "identity-changed",
      "The linked camera, by its device key or by its maker and serial number, signs "
      "with a new key.",
      "\"{room} has a new identity\", at once.",
      "After a reset or a repair, scan the code on the camera. If you did neither, do"
      " not: find out who has the camera." },
    { "untrusted-anchor",
      "The signing certificate does not lead to an authority that this home trusts "
      "for this camera's maker.",
      SEES_LINK, "Link the camera again; with --anchors, give the maker's own trust anchors." },
    { "untrusted-chain",
      "The certificates that come with the video do not form a path: a signature, a "
      "name or a constraint is wrong, or there are too many.",
      SEES_NO_PROOF, "If it stays, its maker has to repair its certificates." },
    { "certificate-profile",
      "A certificate is not of the kind a camera may sign with: wrong usage, weak or "
      "unknown key, unknown critical extension.",
      SEES_NO_PROOF, "Its maker has to issue a certificate that follows the profile." },
    { "certificate-time",
      "A certificate has expired, or is not valid yet, by a clock that can be "
      "trusted.",
      SEES_LINK,
      "Check this device's date; then link the camera again, which fetches its new "
      "certificate." },
    { "revoked", "The maker has withdrawn the camera's certificate.", SEES_LINK,
      "Do not trust this camera's video. Ask its maker why, and link the camera again"
      " when it has a new key." },
    { "demo-identity",
      "The video is signed by an identity made for demonstrations, whose private key "
      "anybody may have.",
      SEES_LINK,
      "Link a real camera. Only a build made for demonstrations accepts such an "
      "identity, and says so on the screen." },
    { "clone-suspected",
      "An older session goes on after a newer one began: two devices sign with this "
      "camera's key.",
      SEES_LINK,
      "Treat the key as stolen: reset the camera so that it makes a new one, then "
      "link it again." },
    { "duplicate-key", "Two cameras offered for linking have the same key.", SEES_LINK,
      "Do not link the second one. Its maker has to give each camera a key of its "
      "own." },
    { NULL, "about the signed header", NULL, NULL },
    { "unsigned", "There is no signed header, or no manifest in the init segment.", SEES_RECHECK,
      "Look what on the way takes it off, often a service that re-packs video. A "
      "camera that does not sign can't be shown." },
    { "bad-header", "The signed header is there and is not formed as the profile asks.",
      SEES_RECHECK, "Report it to the camera's maker with the sentence beside the reason." },
    { "duplicate-header",
      "There are two signed headers, so that two readers could believe two different "
      "things.",
      SEES_CHANGED,
      "Somebody has put one in on the way. Report it to whoever runs the camera's "
      "cloud." },
    { "algorithm",
      "Signature or hash use an algorithm outside the profile, or another one than "
      "the key is for.",
      SEES_RECHECK, "Report it to the camera's maker; nothing on this device changes it." },
    { "bad-signature",
      "The signature does not hold: what it speaks of was changed, or somebody else "
      "made it.",
      SEES_CHANGED,
      "Report it to whoever runs the camera's cloud. A damaged download gives the "
      "same reason: fetch the file again." },
    { "content-changed",
      "The signed header is genuine, and the video beside it is not what was signed.", SEES_CHANGED,
      "Report it to whoever runs the camera's cloud. A damaged download gives the "
      "same reason: fetch the file again." },
    { "wrong-session",
      "The signed header belongs to another session of the camera than the init "
      "segment.",
      SEES_RECHECK,
      "With files: give the init segment that these segments were made with. A "
      "display fetches it anew by itself." },
    { "unknown-session-key", "The signed header names a key that the init segment does not have.",
      SEES_RECHECK,
      "With files: give the init segment that these segments were made with. A "
      "display fetches it anew by itself." },
    { "session-key-time",
      "The video was captured, or is shown, outside the time its session key is good "
      "for.",
      SEES_RECHECK_OLD,
      "With recorded files, give the time of the recording with --now. A live camera "
      "has to start a new session at least once a day." },
    { "unproven-session-key",
      "A session key does not prove that it belongs to the signer of the init "
      "segment.",
      SEES_RECHECK,
      "Report it to the camera's maker; an attacker may have added a key of his own." },
    { "bad-manifest",
      "The manifest in the init segment is malformed, or the init segment is not the "
      "one that was signed.",
      SEES_RECHECK,
      "Fetch the init segment again. If it stays, report it to whoever runs the "
      "camera's cloud." },
    { "bad-init", "The file given as init segment holds media.", SEES_RECHECK,
      "With files: name the init segment first, then the segments." },
    { "codec-config",
      "The video is of a kind that the profile does not let near a decoder: codec, "
      "size, rate, or parameter sets that change.",
      SEES_RECHECK, "Set the camera to H.264, at most 4096x2304 and 60 pictures a second." },
    { "bad-container",
      "The file is not built of the boxes the profile allows, in their order, to its "
      "last byte.",
      SEES_RECHECK,
      "Fetch the file again; it may be cut short, or no video at all. If it stays, "
      "something on the way re-packs the video." },
    { "too-large", "A part is larger than the profile allows, and was not read any further.",
      SEES_RECHECK, "Set the camera to a lower bit rate or shorter segments." },
    { NULL, "about order and time", NULL, NULL },
    { "replayed", "The same unit, or a later one of its session, was there before.", SEES_DROP,
      "Nothing, when it happens once. If it goes on, something on the way repeats old"
      " video." },
    { "out-of-order",
      "The unit's times do not follow the last one's, or its capture time runs away "
      "from its decode time.",
      SEES_DROP,
      "Nothing, when it happens once. If it goes on, report it to whoever runs the "
      "camera's cloud." },
    { "session-rollback", "The unit is of an earlier session than one that was shown already.",
      "\"This is old video\", at once.",
      "Something on the way plays old video. With files: judge each session by "
      "itself." },
    { "from-the-future", "The unit says that it was captured later than now.",
      "\"The time of this video can't be right\", at once.",
      "Check this device's clock and the camera's; with recorded files, give the time"
      " of the recording with --now." },
    { NULL, "about this program", NULL, NULL },
    { "unchecked", "Nothing was decided. It is never given for a judged file.", SEES_RECHECK,
      "Report it as a fault of this program." },
    { "internal",
      "The check itself could not be made, for instance because there is no "
      "cryptography to be had.",
      "\"This device has a problem\".", "Start the program again; if it stays, install it anew." },
    { NULL, "notes beside an admission; the video is shown", NULL, NULL },
    { "gap", "One or more units before this one are missing.",
      "The picture, and that something is missing.",
      "Nothing, when it is rare. If it goes on, look at the network." },
    { "time-unproven",
      "The video is from the camera, and neither a trusted clock nor an answered "
      "challenge says that it is from now.",
      "The picture, and \"Checking the time…\" in place of \"Live\".",
      "Let this device synchronise its clock; for recorded files, give --now." },
    { "revocation-stale", "Whether a certificate was withdrawn could not be looked up freshly.",
      "The picture; it is said in Details.",
      "Let this device reach the internet from time to time; with files, give current"
      " lists with --crl." },
    { "stale", "The newest picture is older than a live one may be.",
      "The picture with its age; after a minute no picture.",
      "Look at the network between the camera and this device." },
    { NULL, "about the way to the camera; nothing was judged", NULL, NULL },
    { "address-refused", "The playlist or an answer leads away from the address that was linked.",
      SEES_NONE,
      "If the camera has moved, change its address; if not, report it to whoever runs"
      " its cloud." },
    { "tls-failed",
      "There is no private connection: the server's certificate is expired, of "
      "another name, or of no known authority.",
      SEES_NONE,
      "Check this device's date and whether a log-in page stands in the way of the "
      "network." },
    { "http-failed", "The server gave an error, or something that is no video.", SEES_NONE,
      "Wait; the program keeps trying. If it stays, look whether the camera is on." },
    { "timed-out", "The server did not answer, or not fast enough.", SEES_NONE,
      "Look whether the camera is on, and at the network." },
    { "bad-playlist",
      "The list of segments can't be read, or asks for what the profile does not "
      "have.",
      SEES_NONE, "Report it to whoever runs the camera's cloud." },
    { "decode-failed", "The video is from the camera, and this device can't make a picture of it.",
      "\"Can't play {room} video\".",
      "Set the camera to another picture size or profile; update this device." },
    { "bad-store", "The list of linked cameras was changed, damaged, or written on another device.",
      "\"This device has a problem\".",
      "Link the cameras again. Copies of the list from another device are never "
      "accepted." },
};

static void
append_wrapped(GString *out, const char *label, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    glong column = 15;

    g_string_append_printf(out, "  %-13s", label);
    for (size_t i = 0; words[i] != NULL; i++) {
        glong len = g_utf8_strlen(words[i], -1);

        if (i > 0 && column + 1 + len > 90) {
            g_string_append_printf(out, "\n%15s", "");
            column = 15;
        } else if (i > 0) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += len;
    }
    g_string_append_c(out, '\n');
}

static void
append_row(GString *out, size_t i)
{
    if (out->len > 0)
        g_string_append_c(out, '\n');
    if (reasons[i].name == NULL) {
        g_string_append_printf(out, "== %s\n", reasons[i].means);
        return;
    }
    g_string_append_printf(out, "%s\n", reasons[i].name);
    append_wrapped(out, "means", reasons[i].means);
    append_wrapped(out, "on screen", reasons[i].sees);
    append_wrapped(out, "what to do", reasons[i].to_do);
}

static char *
list_names(void)
{
    GString *names = g_string_new("all");

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        if (reasons[i].name != NULL)
            g_string_append_printf(names, ", %s", reasons[i].name);
    }
    return g_string_free(names, FALSE);
}

char *
verify_explain(const char *name, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *names = NULL;
    bool all = strcmp(name, "all") == 0;

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        if (all || g_strcmp0(reasons[i].name, name) == 0)
            append_row(out, i);
    }
    if (out->len > 0)
        return g_strdup(out->str);
    names = list_names();
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--explain %s: there is no such reason. There are: %s.", name, names);
    return NULL;
}
