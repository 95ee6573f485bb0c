/* SPDX-License-Identifier: ISC */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../core/base/personal.h"
#include "../core/base/text.h"
#include "../core/store/keys.h"
#include "words.h"

static const struct {
	const char *name, *value, *about;
} options[] = {
#define OPTION_ROW(id, name, value, about) [id] = { name, value, about },
	OPTION_LIST(OPTION_ROW)
#undef OPTION_ROW
};

const char *opt_name(enum opt o)
{
	return options[o].name;
}

const char *opt_value(enum opt o)
{
	return options[o].value;
}

const char *opt_about(enum opt o)
{
	return options[o].about;
}

bool cli_on(const struct cli *c, enum opt o)
{
	return c->value[o] != NULL;
}

static const struct command *command_named(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static bool takes(const struct command *c, enum opt o)
{
	for (size_t i = 0; i < cli_common_count; i++)
		if (cli_common[i] == o)
			return true;
	for (size_t i = 0; c->options[i] != OPT_COUNT; i++)
		if (c->options[i] == o)
			return true;
	return false;
}

/* Where a script's variable was never set, what is usual would be taken: another store, another cycle. */
static bool means_another(int o)
{
	return o == OPT_DATA || o == OPT_PARTNERSHIP || o == OPT_CYCLE || o == OPT_SCREEN ||
	       o == OPT_JOURNAL;
}

/* --name=value, --name value, or --name */
static enum rc read_option(struct cli *c, const char *word, const char *next, bool *used_next,
			   struct err *err)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	int o;

	for (o = 0; o < OPT_COUNT; o++)
		if (strlen(options[o].name) == len && !strncmp(options[o].name, word, len))
			break;
	if (o == OPT_COUNT)
		return err_set(err, RC_USAGE, "there is no option --%.*s; cairn --help lists them",
			       (int)len, word);
	*used_next = false;
	if (!options[o].value) {
		if (equals)
			return err_set(err, RC_USAGE, "--%s takes no value", options[o].name);
		c->value[o] = "";
		return RC_OK;
	}
	c->value[o] = equals ? equals + 1 : next;
	*used_next = !equals;
	if (!c->value[o])
		return err_set(err, RC_USAGE, "--%s needs a value: --%s %s", options[o].name,
			       options[o].name, options[o].value);
	if (!c->value[o][0] && means_another(o))
		return err_set(err, RC_USAGE,
			       "--%s was given without anything in it: --%s %s; leave it out for "
			       "what is usual",
			       options[o].name, options[o].name, options[o].value);
	if (o == OPT_AREA && c->nareas < OPT_MOST)
		c->areas[c->nareas++] = c->value[o];
	return RC_OK;
}

/* As it is typed; opening the program has no name. */
static const char *typed(const struct cli *c)
{
	const char *name = c->command->name;

	return arena_printf(c->arena, "cairn%s%s", name[0] ? " " : "", name);
}

static enum rc check_options(const struct cli *c, struct err *err)
{
	for (int o = 0; o < OPT_COUNT; o++)
		if (c->value[o] && !takes(c->command, (enum opt)o))
			return err_set(err, RC_USAGE, "%s does not take --%s; see %s --help",
				       typed(c), options[o].name, typed(c));
	return RC_OK;
}

/* One thing is printed in one form. */
static enum rc check_forms(const struct cli *c, struct err *err)
{
	static const enum opt forms[] = { OPT_JSON, OPT_CSV, OPT_MD, OPT_TXT };
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!cli_on(c, forms[i]))
			continue;
		if (first)
			return err_set(err, RC_USAGE, "choose one of --%s and --%s", first,
				       options[forms[i]].name);
		first = options[forms[i]].name;
	}
	return RC_OK;
}

/* A word that means nothing here may be a slip: what follows could be hard to take back. */
static enum rc check_words(const struct cli *c, struct err *err)
{
	const char *words = c->command->words;
	size_t most = words[0] != '\0';

	for (const char *w = words; (w = strchr(w, ' ')) != NULL; w++)
		most++;
	if (c->nwords <= most || strstr(words, "…"))
		return RC_OK;
	return err_set(err, RC_USAGE, "%s has no use for '%s'; see %s --help", typed(c),
		       c->word[most], typed(c));
}

enum rc cli_read(struct cli *c, int argc, char **argv, struct err *err)
{
	bool only_words = false, used_next = false;
	enum rc rc;

	c->word = arena_array(c->arena, (size_t)argc + 1, sizeof(*c->word));
	for (int i = 1; i < argc; i++) {
		if (!only_words && !strcmp(argv[i], "--")) {
			only_words = true;
		} else if (!only_words && !strcmp(argv[i], "-h")) {
			c->value[OPT_HELP] = "";
		} else if (!only_words && argv[i][0] == '-' && argv[i][1] == '-') {
			rc = read_option(c, argv[i] + 2, argv[i + 1], &used_next, err);
			if (rc != RC_OK)
				return rc;
			i += used_next;
		} else if (!only_words && argv[i][0] == '-' && argv[i][1]) {
			return err_set(err, RC_USAGE,
				       "there is no option %s; cairn --help lists them", argv[i]);
		} else if (!c->command && !only_words) {
			c->command = command_named(argv[i]);
			if (!c->command)
				return err_set(err, RC_USAGE,
					       "there is no command '%s'; cairn --help lists them",
					       argv[i]);
		} else {
			c->word[c->nwords++] = argv[i];
		}
	}
	if (!c->command)
		c->command = &commands[0];
	rc = check_options(c, err);
	if (rc == RC_OK)
		rc = check_forms(c, err);
	return rc == RC_OK ? check_words(c, err) : rc;
}

/* What it is called, and beside it, in lines of 80 columns, what it does. */
static void print_line(FILE *to, const char *left, const char *about)
{
	enum { BESIDE = 29, ROOM = 80 - BESIDE };
	size_t len = strlen(about), used = 0, shown;
	int cols = 2 + text_cols(left);

	fprintf(to, "  %s", left);
	if (cols >= BESIDE) {
		fputc('\n', to);
		cols = 0;
	}
	for (size_t at = 0; at < len; at += used, cols = 0) {
		shown = text_wrap(about + at, len - at, ROOM, &used);
		fprintf(to, "%*s%.*s\n", BESIDE - cols, "", (int)shown, about + at);
	}
}

static void print_option(FILE *to, enum opt o)
{
	char left[48];

	snprintf(left, sizeof(left), "--%s%s%s", options[o].name, options[o].value ? " " : "",
		 options[o].value ? options[o].value : "");
	print_line(to, left, options[o].about);
}

void cli_usage(FILE *to, const struct command *only)
{
	if (only && only->name[0]) {
		fprintf(to, "cairn %s %s\n\n%s.\n\nFor example:\n  %s\n\nOptions:\n", only->name,
			only->words, only->about, only->example);
		for (size_t i = 0; only->options[i] != OPT_COUNT; i++)
			print_option(to, only->options[i]);
	} else {
		fputs("cairn walks a Community Justice Partnership through the commissioning cycle.\n\n"
		      "  cairn                      open the program\n",
		      to);
		for (const struct command *c = &commands[1]; c->name; c++) {
			char left[64];

			snprintf(left, sizeof(left), "cairn %s %s", c->name, c->words);
			print_line(to, left, c->about);
		}
		fputs("\nOptions when opening the program:\n", to);
		for (size_t i = 0; commands[0].options[i] != OPT_COUNT; i++)
			print_option(to, commands[0].options[i]);
	}
	fputs("\nEverywhere:\n", to);
	for (size_t i = 0; i < cli_common_count; i++)
		print_option(to, cli_common[i]);
	fputs("\nMore in cairn(1); a first half hour in cairn-tour(7).\n", to);
}

enum rc cli_print(const struct buf *b, struct err *err)
{
	struct buf safe = { 0 };
	enum rc rc = RC_OK;
	size_t done = 0;

	text_safe(&safe, b->len ? b->data : "", b->len, TEXT_FILE);
	while (done < safe.len && rc == RC_OK) {
		ssize_t n = write(STDOUT_FILENO, safe.data + done, safe.len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			rc = err_set(err, RC_IO, "cannot write the output: %s", strerror(errno));
	}
	buf_clear(&safe);
	return rc;
}

void cli_say(const char *text)
{
	struct buf safe = { 0 };

	text_safe(&safe, text, strlen(text), TEXT_LINE);
	fprintf(stderr, "cairn: %s\n", buf_text(&safe));
	buf_clear(&safe);
}

const char *cli_line(const char *text, struct arena *a)
{
	struct buf safe = { 0 };
	const char *line;

	text_safe(&safe, text, strlen(text), TEXT_LINE);
	line = arena_str(a, buf_text(&safe));
	buf_clear(&safe);
	return line;
}

enum rc cli_tell(struct buf *b, struct err *err)
{
	struct err why = { 0 };
	enum rc rc = cli_print(b, &why);

	buf_clear(b);
	return rc == RC_OK ? rc : err_set(err, rc, W_DONE_UNTOLD, why.text);
}

enum rc cli_done(struct buf *b, enum rc rc, struct err *err)
{
	if (rc == RC_OK)
		rc = cli_print(b, err);
	buf_clear(b);
	return rc;
}

const char *cli_id(const char *stored, struct arena *a)
{
	char shown[49];

	id_shown(stored, shown);
	return arena_str(a, shown);
}

void cli_personal(const struct buf *b)
{
	struct personal_found found;

	personal_lines(b->len ? b->data : "", &found);
	if (found.lines)
		fprintf(stderr,
			"cairn: worth a look: lines that look as if they hold what could identify "
			"somebody: %zu; the first is line %zu, with %s\n",
			found.lines, found.line, found.what);
}

enum rc cli_out(const struct cli *c, struct buf *b, enum rc rc, struct err *err)
{
	if (rc == RC_OK && (cli_on(c, OPT_JSON) || cli_on(c, OPT_CSV)))
		cli_personal(b);
	return cli_done(b, rc, err);
}

enum rc cli_may_tell(const struct cli *c, struct err *err)
{
	if (cli_on(c, OPT_RESTRICTED) && c->app.session.actor.role != MEMBER_COORDINATOR)
		return err_set(err, RC_NOT_ALLOWED,
			       "only a coordinator may take restricted entries out");
	return RC_OK;
}

bool cli_goes_out(const struct cli *c)
{
	return cli_on(c, OPT_JSON) && !cli_on(c, OPT_RESTRICTED);
}

void cli_say_left_out(size_t n)
{
	if (n)
		fprintf(stderr, "cairn: %zu restricted were left out\n", n);
}
