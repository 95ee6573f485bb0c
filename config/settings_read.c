/* SPDX-License-Identifier: ISC */
#include "settings_read.h"

#include <ctype.h>
#include <ini.h>
#include <string.h>

#include "../core/base/text.h"

struct ini_reader {
	const char *file, *at, *end;
	int line;
	char text[INI_LINE_MAX + 1]; /* of the line that inih has now */
	bool in_section;
	struct pack_faults *faults;
	void (*take)(void *arg, const struct ini_entry *e);
	void *arg;
};

static bool blank_or_comment(const char *s)
{
	s += strspn(s, " \t");
	return *s == '\0' || *s == '#' || *s == ';';
}

/* What is wrong with a line, and in which column; NULL: nothing. */
static const char *line_fault(struct ini_reader *r, int *column)
{
	const char *s = r->text, *equals, *trouble;

	*column = 1;
	if (blank_or_comment(s))
		return NULL;
	if (isspace((unsigned char)*s))
		return "an indented line; start it at the margin";
	if (*s == '[') {
		r->in_section = strchr(s, ']') != NULL;
		return r->in_section ? NULL : "a section ends with ']'";
	}
	equals = strpbrk(s, "=:");
	if (!equals || equals == s)
		return "a line is '[section]', 'key = value', or starts with '#'";
	if (!r->in_section)
		return "a key before the first [section]; put its section above it";
	trouble = strstr(equals, " ;");
	if (!trouble)
		trouble = strstr(equals, "\t;");
	if (!trouble)
		return NULL;
	*column = (int)(trouble - s) + 2;
	return "what follows ' ;' would be cut off; put a comment on a line of its own";
}

static const char *bytes_fault(const char *line, size_t len)
{
	struct buf kept = { 0 };
	size_t removed = 0;
	enum rc rc;

	if (len > INI_LINE_MAX)
		return "a line of more than 199 bytes; shorten it";
	rc = text_accept(&kept, line, len, TEXT_LINE, &removed, NULL);
	buf_clear(&kept);
	if (rc != RC_OK)
		return "this is not UTF-8 text; save the file as UTF-8";
	return removed ? "a hidden character that cannot be shown; delete it and type the place again"
		       : NULL;
}

/* What inih reads instead of fgets: one whole line, or an empty one where the line has a fault. */
static char *next_line(char *out, int size, void *stream)
{
	struct ini_reader *r = stream;
	const char *line = r->at, *stop, *why;
	int column = 1;
	size_t len;

	if (r->at == r->end)
		return NULL;
	stop = memchr(line, '\n', (size_t)(r->end - line));
	r->at = stop ? stop + 1 : r->end;
	len = (size_t)((stop ? stop : r->end) - line);
	if (len && line[len - 1] == '\r')
		len--;
	r->line++;
	r->text[0] = '\0';
	why = bytes_fault(line, len);
	if (!why) {
		memcpy(r->text, line, len);
		r->text[len] = '\0';
		why = line_fault(r, &column);
	}
	if (why) {
		fault_add(r->faults, r->file, r->line, column, "%s", why);
		r->text[0] = '\0';
	}
	snprintf(out, (size_t)size, "%s", r->text);
	return out;
}

static int take_entry(void *user, const char *section, const char *name, const char *value)
{
	struct ini_reader *r = user;
	const char *equals = strpbrk(r->text, "=:");
	struct ini_entry e = {
		.section = section,
		.key = name,
		.value = value,
		.line = r->line,
		.key_column = 1,
	};

	equals = equals ? equals + 1 : r->text;
	e.value_column = (int)(equals + strspn(equals, " \t") - r->text) + 1;
	r->take(r->arg, &e);
	return 1;
}

enum rc ini_read_bytes(const char *file, const char *data, size_t len,
		       void (*take)(void *arg, const struct ini_entry *e), void *arg,
		       struct pack_faults *faults)
{
	struct ini_reader r = {
		.file = file,
		.at = data,
		.end = data + len,
		.faults = faults,
		.take = take,
		.arg = arg,
	};
	size_t before = faults->n;
	int line;

	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) /* mark of some Windows editors */
		r.at += 3;
	if (len > INI_FILE_MAX) {
		fault_add(faults, file, 1, 1, "a settings file of more than %d bytes; shorten it",
			  INI_FILE_MAX);
		return RC_INVALID;
	}
	line = ini_parse_stream(next_line, &r, take_entry, &r);
	if (line != 0 && faults->n == before)
		fault_add(faults, file, line > 0 ? line : 1, 1,
			  "a line is '[section]', 'key = value', or starts "
			  "with '#'");
	return faults->n == before ? RC_OK : RC_INVALID;
}
