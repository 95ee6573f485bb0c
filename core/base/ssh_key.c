/* SPDX-License-Identifier: ISC */
#include "ssh_key.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"

enum { KEY_BYTES_MAX = 3072, RSA_BITS_LEAST = 2048 };

/* After its kind a key is so many texts with their lengths; one of them has a size of its own. */
static const struct kind {
	const char *name, *curve; /* curve: what the first text must say */
	size_t texts;             /* after the kind, without the curve */
	size_t sized, size;       /* which of them, and its bytes; RSA: the least */
} kinds[] = {
	{ "ssh-ed25519", NULL, 1, 0, 32 },
	{ "sk-ssh-ed25519@openssh.com", NULL, 2, 0, 32 },
	{ "ecdsa-sha2-nistp256", "nistp256", 1, 0, 65 },
	{ "ecdsa-sha2-nistp384", "nistp384", 1, 0, 97 },
	{ "ecdsa-sha2-nistp521", "nistp521", 1, 0, 133 },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 2, 0, 65 },
	{ "ssh-rsa", NULL, 2, 1, RSA_BITS_LEAST / 8 },
};

static const struct kind *kind_named(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strlen(kinds[i].name) == len && !memcmp(kinds[i].name, name, len))
			return &kinds[i];
	return NULL;
}

struct bytes {
	const unsigned char *at;
	size_t left;
};

/* A text with its length in front: four bytes, the highest first. */
static bool take_text(struct bytes *b, struct bytes *out)
{
	size_t len;

	if (b->left < 4)
		return false;
	len = (size_t)b->at[0] << 24 | (size_t)b->at[1] << 16 | (size_t)b->at[2] << 8 | b->at[3];
	if (len > b->left - 4)
		return false;
	*out = (struct bytes){ b->at + 4, len };
	b->at += 4 + len;
	b->left -= 4 + len;
	return true;
}

static bool says(const struct bytes *b, const char *word)
{
	return b->left == strlen(word) && !memcmp(b->at, word, b->left);
}

static bool size_good(const struct kind *k, const struct bytes *text)
{
	size_t size = text->left;

	if (strcmp(k->name, "ssh-rsa") != 0)
		return size == k->size && (!k->curve || text->at[0] == 4); /* a whole point */
	while (size && !text->at[text->left - size])
		size--; /* a number may have noughts in front */
	return size >= k->size;
}

/* Exactly the parts that its kind has, and nothing behind them. */
static enum rc parts_check(const struct kind *k, struct bytes b, struct err *err)
{
	struct bytes text;
	bool good = take_text(&b, &text) && says(&text, k->name);

	if (good && k->curve)
		good = take_text(&b, &text) && says(&text, k->curve);
	for (size_t i = 0; good && i < k->texts; i++) {
		good = take_text(&b, &text) && text.left;
		if (good && i == k->sized && !size_good(k, &text))
			return err_set(err, RC_INVALID,
				       strcmp(k->name, "ssh-rsa")
					       ? "this key is damaged; copy the whole line again"
					       : "this RSA key is too short to be safe; make a new "
						 "one with: ssh-keygen -t ed25519");
	}
	return good && !b.left
		       ? RC_OK
		       : err_set(err, RC_INVALID, "this key is damaged; copy the whole line again");
}

/* Standard base64 with its padding, to and from the form without. */
static long key_bytes(unsigned char *out, size_t cap, const char *s, size_t len)
{
	char plain[SSH_KEY_TEXT_MAX];
	size_t n = len;

	while (n && s[n - 1] == '=')
		n--;
	if (len % 4 || len - n > 2 || len >= sizeof(plain))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '-' || s[i] == '_')
			return -1;
		plain[i] = (char)(s[i] == '+' ? '-' : s[i] == '/' ? '_' : s[i]);
	}
	plain[n] = '\0';
	return base64_bytes(out, cap, plain);
}

static void name_it(struct ssh_key *k, const unsigned char *blob, size_t len)
{
	unsigned char digest[DIGEST_BYTES];
	char text[DIGEST_TEXT];

	digest_of(digest, &(struct part){ blob, len }, 1);
	hex_text(k->id, digest, (SSH_KEY_ID - 1) / 2);
	digest_text(text, digest);
	for (char *c = text; *c; c++)
		*c = (char)(*c == '-' ? '+' : *c == '_' ? '/' : *c);
	snprintf(k->print, sizeof(k->print), "SHA256:%s", text);
}

static enum rc not_a_key(const char *line, struct err *err)
{
	if (strstr(line, "PRIVATE KEY"))
		return err_set(err, RC_INVALID,
			       "this is a private key, which nobody else may have; hand in the "
			       "line of the file whose name ends in .pub");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strstr(line, kinds[i].name))
			return err_set(err, RC_INVALID,
				       "there is something in front of the key; hand it in from "
				       "the word '%s' on",
				       kinds[i].name);
	return err_set(err, RC_INVALID,
		       "this is no public key that is taken here; make one with: ssh-keygen -t "
		       "ed25519, and hand in the line of the file that ends in .pub");
}

enum rc ssh_key_read(struct ssh_key *out, const char *line, struct err *err)
{
	unsigned char blob[KEY_BYTES_MAX];
	size_t len = strcspn(line, "\n"), kind_len = strcspn(line, " "), text_len;
	const struct kind *k = kind_named(line, kind_len);
	const char *text = line + kind_len + 1;
	long n;

	if (!k)
		return not_a_key(line, err);
	if (line[len] && line[len + 1])
		return err_set(err, RC_INVALID, "a key is one line; hand in one at a time");
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return err_set(err, RC_INVALID,
				       "there is something in this line that no key has; copy "
				       "the whole line again");
	if (len <= kind_len || len >= SSH_KEY_TEXT_MAX)
		return err_set(err, RC_INVALID, "this key is damaged; copy the whole line again");
	text_len = strcspn(text, " \n");
	n = key_bytes(blob, sizeof(blob), text, text_len);
	if (n <= 0)
		return err_set(err, RC_INVALID, "this key is damaged; copy the whole line again");
	if (parts_check(k, (struct bytes){ blob, (size_t)n }, err))
		return RC_INVALID;
	snprintf(out->text, sizeof(out->text), "%s %.*s", k->name, (int)text_len, text);
	name_it(out, blob, (size_t)n);
	return RC_OK;
}
