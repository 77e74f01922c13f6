#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/integrity.hpp"
#include "pdf/types.hpp"

/// Fillable PDF forms: look into them, fill them, let the customer sign, show and read them back.
/// All functions are pure and may run on several threads at once, each on its own bytes. Documents
/// come from outside: a file that cannot be used is Error{bad_input} with field "body" and a reason
/// for people, one beyond the limits in types.hpp is Error{too_large}. A hostile file may still
/// crash or stall a PDF library: where that matters call them through pdf::Worker.
namespace pdf {

/// Refuses what fill() could not serve: damaged or empty file, password, no pages, no form, an XFA
/// form only.
TemplateCheck check_template(std::string_view bytes);

/// In page order, then the order of the file; push buttons are left out. A document without a form
/// has no fields.
std::vector<FormField> read_fields(std::string_view bytes);

/// The document with `values` (UTF-8) written and drawn; fields not named keep what they had.
/// Deterministic. Checkboxes take "true" or "false" (also "Yes", "No" and the form's own state
/// names), choices one of their entries. A line break in a one-line field becomes a space. An empty
/// value clears the field. Scripts, XFA and usage rights are dropped, as they do not survive a
/// change from outside. Errors: bad_input with one violation for each value that is unknown by
/// name, too long for its box, not among the choices, or for a read-only field; conflict for a
/// document sealed by a digital signature.
std::string fill(std::string_view bytes, const std::map<std::string, std::string>& values);

/// Draws the signature as lines into the field `field_name`, `signer_line` as small text below it,
/// and freezes the form: every field becomes read-only and has a drawn appearance. Text stays text.
/// Other signature fields of the document can be signed later. Errors: not_found for no such
/// signature field; conflict if it is signed already; bad_input with field "strokes" for an empty
/// or impossible drawing, "signer_line" for text over 200 bytes.
std::string place_signature(std::string_view bytes, std::string_view field_name,
                            const Strokes& strokes, std::string_view signer_line);

std::vector<PageSize> page_sizes(std::string_view bytes);
int page_count(std::string_view bytes);

/// One page with its form as a PNG. `page` from 0; `dots_per_inch` 18..600 and at most 40 million
/// pixels.
std::string render_page_png(std::string_view bytes, int page, double dots_per_inch);

/// All text in reading order, what stands in form fields included; pages end with a form feed.
std::string read_text(std::string_view bytes);

/// Text, "true" or "false", or the chosen entry, by full field name. Read with another library than
/// fill() writes with. Signature fields are left out.
std::map<std::string, std::string> read_values(std::string_view bytes);

}  // namespace pdf
