/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-run.h"

#include "client/client-clock.h"
#include "client/provenance/prov-gate.h"
#include "client/verify-human.h"
#include "client/verify-input.h"
#include "client/verify-options.h"
#include "client/verify-receipt.h"
#include "client/verify-report.h"

#include <stdio.h>

enum {
    EXIT_ADMITTED = 0,
    EXIT_REFUSED = 1,
    EXIT_UNUSABLE = 2
};

static ProvClock
read_clock(const VerifyOptions *options)
{
    ProvClock clock = client_clock_read();

    if (options->has_now)
        return (ProvClock){ PROV_CLOCK_TRUSTED, options->now_us, clock.boot_us };
    return clock;
}

static void
print(char *text)
{
    fputs(text, stdout);
    g_free(text);
}

/* One line a file: JSON, or a row of the table when @table is not NULL. */
static bool
print_verdict(const char *path, bool is_init, const ProvVerdict *verdict, VerifyHuman *table)
{
    print(table != NULL ? verify_human_line(table, path, verdict)
                        : verify_report_line(path, is_init, verdict));
    return prov_verdict_admits(verdict);
}

static bool
judge_all(const VerifyOptions *options, const GPtrArray *files, VerifyHuman *table)
{
    g_autoptr(ProvGate) gate = prov_gate_new(options->expectation);
    GBytes *init = g_ptr_array_index(files, 0);
    ProvClock now = read_clock(options);
    ProvVerdict verdict = prov_gate_submit_init(gate, init, &now);
    bool all = print_verdict(options->files[0], true, &verdict, table);

    for (guint i = 1; i < files->len; i++) {
        g_autoptr(ProvAdmission) admission = NULL; /* goes nowhere: this program shows nothing */

        verify_human_progress(i, files->len);
        now = read_clock(options);
        verdict = prov_gate_submit(gate, init, g_ptr_array_index(files, i), &now, &admission);
        all &= print_verdict(options->files[i], false, &verdict, table);
    }
    verify_human_progress(files->len, files->len);
    return all;
}

static bool
judge_and_print(const VerifyOptions *options, const GPtrArray *files)
{
    VerifyHuman table;
    bool all;

    if (!options->human)
        return judge_all(options, files, NULL);
    print(verify_human_begin(&table, options->files));
    all = judge_all(options, files, &table);
    print(verify_human_end(&table));
    return all;
}

/* 1 when it holds, 0 when not, -1 with an error when it can't be read. */
static int
check_receipt(const VerifyOptions *options, GError **error)
{
    char *paths[] = { options->receipt, NULL };
    g_autoptr(GPtrArray) files = verify_input_read(paths, error);
    g_auto(VerifyReceipt) receipt = { 0 };

    if (files == NULL)
        return -1;
    verify_receipt_check(g_ptr_array_index(files, 0), options->expectation->anchors, &receipt);
    print(options->human ? verify_receipt_table(options->receipt, &receipt)
                         : verify_receipt_line(options->receipt, &receipt));
    return receipt.reason == NULL;
}

static int
complain(const GError *error)
{
    fprintf(stderr, "ownview-verify: %s\n", error->message);
    return EXIT_UNUSABLE;
}

int
verify_run(int argc, char **argv)
{
    g_auto(VerifyOptions) options = { 0 };
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GError) error = NULL;
    bool all = true;

    if (!verify_options_parse(argc, argv, &options, &error))
        return complain(error);
    if (options.explanation != NULL) {
        print(g_steal_pointer(&options.explanation));
    } else if (options.receipt != NULL) {
        int held = check_receipt(&options, &error);

        if (held < 0)
            return complain(error);
        all = held > 0;
    } else {
        files = verify_input_read(options.files, &error);
        if (files == NULL)
            return complain(error);
        all = judge_and_print(&options, files);
    }
    return all ? EXIT_ADMITTED : EXIT_REFUSED;
}
