#include "json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_MEMBERS = 8 };

static const cJSON *node(const struct json *value)
{
    return (const cJSON *)value;
}

static const struct json *value_of(const cJSON *item)
{
    return (const struct json *)item;
}

static bool names_differ_pairwise(const cJSON *object)
{
    for (const cJSON *a = object->child; a; a = a->next) {
        for (const cJSON *b = a->next; b; b = b->next) {
            if (strcmp(a->string, b->string) == 0) {
                return false;
            }
        }
    }
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum pl_error check_many_names(const cJSON *object, size_t count)
{
    const char **names = malloc(count * sizeof *names);
    size_t filled = 0;
    if (!names) {
        return PL_ERROR_MEMORY;
    }
    for (const cJSON *each = object->child; each; each = each->next) {
        names[filled++] = each->string;
    }
    qsort(names, filled, sizeof *names, compare_names);
    enum pl_error error = PL_OK;
    for (size_t i = 1; i < filled && !error; i++) {
        error = strcmp(names[i - 1], names[i]) == 0 ? PL_ERROR_DUPLICATE : PL_OK;
    }
    free(names);
    return error;
}

static enum pl_error check_names(const cJSON *object)
{
    size_t count = 0;
    bool ascending = true; /* as many writers have them */
    for (const cJSON *each = object->child; each; each = each->next, count++) {
        ascending = ascending && (!each->next || strcmp(each->string, each->next->string) < 0);
    }
    if (ascending) {
        return PL_OK;
    }
    if (count <= FEW_MEMBERS) {
        return names_differ_pairwise(object) ? PL_OK : PL_ERROR_DUPLICATE;
    }
    return check_many_names(object, count);
}

/* Recurses no deeper than JSON_DEPTH_MAX: the scan came before. */
static enum pl_error check_tree(const cJSON *tree) // NOLINT(misc-no-recursion): bounded by the scan
{
    enum pl_error error = PL_OK;
    if (cJSON_IsObject(tree)) {
        error = check_names(tree);
    }
    for (const cJSON *each = tree->child; each && !error; each = each->next) {
        if (each->child) {
            error = check_tree(each);
        }
    }
    return error;
}

static enum pl_error build_tree(const char *bytes, size_t size, struct json **tree_out)
{
    cJSON *tree = cJSON_ParseWithLengthOpts(bytes, size, NULL, false);
    if (!tree) {
        return PL_ERROR_MEMORY; /* nothing else is left that cJSON could mind */
    }
    enum pl_error error = check_tree(tree);
    if (error) {
        cJSON_Delete(tree);
    } else {
        *tree_out = (struct json *)tree;
    }
    return error;
}

enum pl_error json_parse(const char *bytes, size_t size, struct json **tree_out)
{
    *tree_out = NULL;
    enum pl_error error = json_scan(bytes, size);
    return error ? error : build_tree(bytes, size, tree_out);
}

enum pl_error json_parse_as(const char *bytes, size_t size, const struct json_rules *rules,
                            struct json **tree_out)
{
    *tree_out = NULL;
    enum pl_error error = json_scan_as(bytes, size, rules);
    return error ? error : build_tree(bytes, size, tree_out);
}

void json_destroy(struct json *tree)
{
    cJSON_Delete((cJSON *)tree);
}

/* Always, in what json_parse has read. */
static bool is_plain_integer(double number)
{
    return number >= -(double)PL_INT_MAX && number <= (double)PL_INT_MAX &&
           number == (double)(int64_t)number;
}

enum json_type json_type(const struct json *value)
{
    if (!value) {
        return JSON_NONE;
    }
    switch (node(value)->type & 0xFF) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOL;
    case cJSON_Number:
        return is_plain_integer(node(value)->valuedouble) ? JSON_INT : JSON_REAL;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

const struct json *json_member(const struct json *object, const char *name)
{
    return value_of(cJSON_GetObjectItemCaseSensitive(node(object), name));
}

const struct json *json_first(const struct json *list)
{
    return list ? value_of(node(list)->child) : NULL;
}

const struct json *json_next(const struct json *entry)
{
    return entry ? value_of(node(entry)->next) : NULL;
}

size_t json_count(const struct json *list)
{
    size_t count = 0;
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        count++;
    }
    return count;
}

const char *json_name(const struct json *member)
{
    return member ? node(member)->string : NULL;
}

const char *json_string(const struct json *value)
{
    return value ? node(value)->valuestring : NULL;
}

int64_t json_int(const struct json *value)
{
    return json_type(value) == JSON_INT ? (int64_t)node(value)->valuedouble
                                        : 0; /* valueint saturates at 2^31 */
}

bool json_bool(const struct json *value)
{
    return cJSON_IsTrue(node(value));
}
