#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "pdf/pdf.hpp"

/// Documents and helpers shared by the tests of this folder.
namespace samples {

std::string read_file(const std::string& path);
/// The real form in data/.
const std::string& tax_form();
/// The product's service report, empty.
const std::string& report_form();
/// What a technician would have entered.
std::map<std::string, std::string> report_values();
/// A looped line across most of the pad.
pdf::Strokes signature();

/// A one-page PDF written by hand: `catalog` and `objects` ("5 0 obj … endobj", from number 4 on)
/// are inserted, `page` goes into the page's dictionary.
std::string make_pdf(const std::string& catalog, const std::string& page,
                     const std::vector<std::string>& objects);
/// A form of one field: `field` is the inside of the widget's dictionary.
std::string make_form(const std::string& field, const std::string& form = "",
                      const std::string& page = "");
/// So many empty pages.
std::string make_pages(int count);
/// The same document asking for a password to open (`user`), or only to change (`user` empty).
std::string encrypt(const std::string& bytes, const char* user);

/// The error that `work` stops with; fails the test if it does not stop.
common::Error error_of(const std::function<void()>& work);

/// Pixels darker than mid-grey inside `box` on a page rendered at 144 dots per inch.
int dark_pixels(const std::string& bytes, int page, const pdf::Rectangle& box);
pdf::FormField field_named(const std::string& bytes, const std::string& name);

/// Runs a program on a temporary copy of the document, gives its exit code and all it said.
struct Outcome {
  int exit_code;
  std::string output;
};
Outcome run_on(const std::string& program, const std::string& bytes, const std::string& more = "");

}  // namespace samples
