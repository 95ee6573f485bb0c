/* SPDX-License-Identifier: ISC */
/*
 * Entries of the log as text.
 *
 *	1 hub:42 1784037720123 ann edit ssh:10.1.2.3 77ab01c2
 *	prev x8Kf…			SHA-256 of the entry before, whole; - for the first
 *	why 9Jd0…			digest of the reason in .0, or -
 *	id 5e1f… via - [group 90c2…]	change id; batches of one import have a group
 *	[clock back]			dated before the entry ahead of it
 *	f c3/ne/ne-000012/severity was hub:17@000000000011 is Qm4c…
 *
 * The action of an entry that takes back another is undo:41, of one that puts
 * it back redo:43; so what can be undone and redone is read from the log alone.
 * `is` is SHA-256(salt, key of the fact, text), or - where the fact was taken
 * back. `was` may name several versions, parted by commas: the first was shown;
 * the others an entry that erases has removed for good, with ".0" behind it the
 * reason of that entry. Where the fact was taken back by it, the first as well.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

static const char *turn_word(enum turn t)
{
	static const char *const words[] = { "", "undo", "redo" };

	return words[t];
}

struct slice why_slice(void)
{
	return (struct slice){ "why", 3 };
}

void log_digest(char out[DIGEST_TEXT], const char *salt, struct slice what, const char *text,
		size_t len)
{
	unsigned char bytes[SALT_BYTES] = { 0 }, digest[DIGEST_BYTES];
	struct part parts[] = { { bytes, sizeof(bytes) }, { what.data, what.len }, { text, len } };

	base64_bytes(bytes, sizeof(bytes), salt); /* a bad salt gives a digest that does not fit */
	digest_of(digest, parts, 3);
	digest_text(out, digest);
}

static uint32_t line_sum(struct slice key, const char *head, size_t head_len, const char *rest,
			 size_t len)
{
	return crc32c(crc32c(crc32c(0, key.data, key.len), head, head_len), rest, len);
}

static void facts_write(struct buf *b, const struct log_line *l)
{
	char was[VERSION_TEXT];

	for (size_t i = 0; i < l->count; i++) {
		const struct log_fact *f = &l->facts[i];

		version_text(f->was, was);
		buf_printf(b, "f %s was %s", f->name, was);
		if (!version_none(f->was))
			buf_printf(b, "@%012" PRIx64, f->was_entry);
		buf_str(b, f->erased ? f->erased : "");
		buf_printf(b, " is %s\n", f->is);
	}
}

void log_write(struct buf *out, struct slice key, const struct log_line *l)
{
	char at[VERSION_TEXT], id[2 * CHANGE_ID_BYTES + 1];
	struct buf head = { 0 }, rest = { 0 };

	version_text(l->at, at);
	buf_printf(&head, "1 %s %" PRId64 " %s ", at, l->ms, l->person);
	if (l->turn)
		buf_printf(&head, "%s:%" PRIu64, turn_word(l->turn), l->undoes);
	else
		buf_str(&head, l->action);
	buf_printf(&head, " %s ", l->from);
	hex_text(id, l->id, CHANGE_ID_BYTES);
	buf_printf(&rest, "prev %s\nwhy %s\nid %s via -", l->prev, l->why, id);
	hex_text(id, l->group, CHANGE_ID_BYTES);
	if (l->has_group)
		buf_printf(&rest, " group %s", id);
	buf_str(&rest, l->clock_back ? "\nclock back\n" : "\n");
	facts_write(&rest, l);
	buf_add(out, head.data, head.len);
	buf_printf(out, "%08" PRIx32 "\n", line_sum(key, head.data, head.len, rest.data, rest.len));
	buf_add(out, rest.data, rest.len);
	buf_clear(&head);
	buf_clear(&rest);
}

/* The word up to `stop`, copied; steps over the stop. */
static bool word(const char **s, const char *end, char stop, char *out, size_t cap)
{
	const char *at = memchr(*s, stop, (size_t)(end - *s));
	size_t n = at ? (size_t)(at - *s) : cap;

	if (n == 0 || n >= cap)
		return false;
	memcpy(out, *s, n);
	out[n] = '\0';
	*s = at + 1;
	return true;
}

static bool skip(const char **s, const char *end, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(end - *s) < n || memcmp(*s, text, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool number_take(const char *s, int base, uint64_t *out)
{
	char *end;

	if (!strchr("0123456789abcdef", s[0]) || !s[0])
		return false;
	*out = strtoull(s, &end, base);
	return *end == '\0';
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool id_take(const char *hex, unsigned char out[CHANGE_ID_BYTES])
{
	for (size_t i = 0; i < CHANGE_ID_BYTES; i++) {
		int high = nibble(hex[2 * i]), low = high < 0 ? -1 : nibble(hex[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * (size_t)CHANGE_ID_BYTES] == '\0';
}

static bool action_take(const char *action, struct log_line *l)
{
	const char *colon = strchr(action, ':');
	size_t n = colon ? (size_t)(colon - action) : strlen(action);

	if (n > WORD_MAX)
		return false;
	memcpy(l->action, action, n);
	l->action[n] = '\0';
	l->turn = TURN_NONE;
	l->undoes = 0;
	if (!colon)
		return true;
	l->turn = strcmp(l->action, "undo") == 0   ? TURN_UNDO
		  : strcmp(l->action, "redo") == 0 ? TURN_REDO
						   : TURN_NONE;
	return l->turn && number_take(colon + 1, 10, &l->undoes);
}

/* The first line but its last word; sum_at is where that stands. */
static bool head_take(const char **s, const char *end, struct log_line *l)
{
	char at[VERSION_TEXT], ms[24], action[WORD_MAX + 24];
	uint64_t n;

	if (!skip(s, end, "1 ") || !word(s, end, ' ', at, sizeof(at)) ||
	    !version_read(at, &l->at) || version_none(l->at) ||
	    !word(s, end, ' ', ms, sizeof(ms)) || !number_take(ms, 10, &n) ||
	    !word(s, end, ' ', l->person, sizeof(l->person)) ||
	    !word(s, end, ' ', action, sizeof(action)) || !action_take(action, l) ||
	    !word(s, end, ' ', l->from, sizeof(l->from)))
		return false;
	l->ms = (int64_t)n;
	return true;
}

static bool lines_take(const char **s, const char *end, struct log_line *l)
{
	char line[160], *group;

	if (!skip(s, end, "prev ") || !word(s, end, '\n', l->prev, sizeof(l->prev)) ||
	    !skip(s, end, "why ") || !word(s, end, '\n', l->why, sizeof(l->why)) ||
	    !skip(s, end, "id ") || !word(s, end, '\n', line, sizeof(line)))
		return false;
	group = strstr(line, " group ");
	l->has_group = group != NULL;
	if (group && !id_take(group + strlen(" group "), l->group))
		return false;
	line[strcspn(line, " ")] = '\0';
	l->clock_back = skip(s, end, "clock back\n");
	return id_take(line, l->id);
}

static bool was_take(char *was, struct arena *a, struct log_fact *f)
{
	char *at = strchr(was, ',');

	if (at) {
		f->erased = arena_str(a, at);
		*at = '\0';
	}
	at = strchr(was, '@');
	if (at)
		*at = '\0';
	if (!version_read(was, &f->was) || (at != NULL) != !version_none(f->was))
		return false;
	return !at || number_take(at + 1, 16, &f->was_entry);
}

bool erased_next(const char **s, struct erased_at *out)
{
	char word[VERSION_TEXT + 24], *at, *end;
	size_t n;

	if (!*s || **s != ',')
		return false;
	n = strcspn(*s + 1, ",");
	if (n >= sizeof(word))
		return false;
	memcpy(word, *s + 1, n);
	word[n] = '\0';
	*s += n + 1;
	at = strchr(word, '@');
	if (!at)
		return false;
	*at = '\0';
	out->entry = strtoull(at + 1, &end, 16);
	out->reason = strcmp(end, ".0") == 0;
	return version_read(word, &out->at) && (out->reason || !*end);
}

static bool fact_take(const char **s, const char *end, struct arena *a, struct log_fact *f)
{
	char name[KEY_MAX_BYTES + 1], was[4096];

	if (!skip(s, end, "f ") || !word(s, end, ' ', name, sizeof(name)) ||
	    !skip(s, end, "was ") || !word(s, end, ' ', was, sizeof(was)) || !was_take(was, a, f) ||
	    !skip(s, end, "is ") || !word(s, end, '\n', f->is, sizeof(f->is)))
		return false;
	f->name = arena_str(a, name);
	f->removed = strcmp(f->is, "-") == 0;
	return true;
}

static size_t count_lines(const char *s, const char *end)
{
	size_t n = 0;

	while ((s = memchr(s, '\n', (size_t)(end - s))) && s++)
		n++;
	return n;
}

bool log_take(struct slice key, struct slice value, struct arena *a, struct log_line *l)
{
	const char *start = value.data, *s = start, *end = start + value.len, *sum_at;
	char sum[9], *stop;

	*l = (struct log_line){ 0 };
	if (!value.len || !head_take(&s, end, l))
		return false;
	sum_at = s;
	if (!word(&s, end, '\n', sum, sizeof(sum)) || strlen(sum) != 8 ||
	    strtoul(sum, &stop, 16) !=
		    line_sum(key, start, (size_t)(sum_at - start), s, (size_t)(end - s)) ||
	    *stop || !lines_take(&s, end, l))
		return false;
	if (!a)
		return true;
	l->facts = arena_array(a, count_lines(s, end), sizeof(*l->facts));
	while (s < end)
		if (!fact_take(&s, end, a, &l->facts[l->count++]))
			return false;
	return l->count > 0;
}

bool log_number(struct slice key, size_t base, uint64_t *number)
{
	char hex[13];
	const char *s = (const char *)key.data + base;

	if (key.len < base + 12)
		return false;
	memcpy(hex, s, 12);
	hex[12] = '\0';
	if (strspn(hex, "0123456789abcdef") != 12)
		return false;
	*number = strtoull(hex, NULL, 16);
	return true;
}

enum rc log_head(struct view *v, struct place p, uint64_t *out)
{
	struct key k;
	struct slice last;
	enum rc rc;

	*out = 0;
	log_prefix(&k, p);
	rc = view_last(v, key_slice(&k), &last);
	if (rc)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	return log_number(last, k.len, out) ? RC_OK : damaged(v, last);
}

enum rc log_get(struct view *v, struct place p, uint64_t number, struct arena *a,
		struct log_line *out)
{
	struct key k;
	struct slice raw;
	enum rc rc;

	log_key(&k, p, number);
	rc = view_get(v, key_slice(&k), &raw);
	if (rc)
		return rc;
	if (!log_take(key_slice(&k), raw, a, out))
		return damaged(v, key_slice(&k));
	out->number = number;
	return RC_OK;
}

enum rc log_value(struct view *v, struct place p, uint64_t number, size_t i, struct cell *out)
{
	struct key k;

	log_value_key(&k, p, number, i);
	return cell_get(v, &k, out);
}

/* An own version has the number of its place; others have to be looked for. */
enum rc log_find(struct view *v, struct place p, struct version at, uint64_t *number)
{
	struct log_line l;
	uint64_t n;
	enum rc rc;

	*number = 0;
	if (version_none(at))
		return RC_OK;
	rc = log_get(v, p, at.number, NULL, &l);
	if (!rc && version_same(l.at, at)) {
		*number = at.number;
		return RC_OK;
	}
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	rc = log_head(v, p, &n);
	for (; !rc && n; n--) {
		rc = log_get(v, p, n, NULL, &l);
		if (!rc && version_same(l.at, at)) {
			*number = n;
			return RC_OK;
		}
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}
