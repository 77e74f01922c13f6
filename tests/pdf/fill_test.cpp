#include <string>

#include "pdf/pdf.hpp"
#include "samples.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using samples::error_of;
using samples::make_form;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const char* const text_field = "/FT /Tx /T (note) /MaxLen 12";
const char* const two_choices = "/FT /Ch /Ff 131072 /T (pick) /Opt [[(a) (Apple)] [(p) (Pear)]]";

}  // namespace

TEST_GROUP(PdfFill){};

// The template is the product's own form; Poppler (another library than the writer) reads the
// values, qpdf checks the file's structure, pdftotext finds the text as an ordinary viewer would
// show it. features: DOCS-01
TEST(PdfFill, job_data_in_the_shipped_form_is_a_sound_pdf_with_the_right_values) {
  const auto values = samples::report_values();

  const std::string filled = pdf::fill(samples::report_form(), values);

  const auto read = pdf::read_values(filled);
  for (const auto& [name, value] : values) STRCMP_EQUAL(value.c_str(), read.at(name).c_str());
  const auto checked = samples::run_on("qpdf --check", filled);
  LONGS_EQUAL(0, checked.exit_code);
  const auto text = samples::run_on("pdftotext -layout", filled, "-");
  for (const char* part : {"Alpenhotel Müller", "Łukasz Wójcik", "WO-2041", "9497 Triesenberg",
                           "CHF 86.40", "Ελληνικά", "Русский"})
    CHECK_TRUE_TEXT(contains(text.output, part), part);
  const auto fonts = samples::run_on("pdffonts", filled);
  CHECK_FALSE_TEXT(contains(fonts.output, " no  no "), "a font that is drawn with is not embedded");
}

TEST(PdfFill, the_same_values_give_the_same_bytes) {
  const auto values = samples::report_values();
  CHECK_TRUE(pdf::fill(samples::report_form(), values) ==
             pdf::fill(samples::report_form(), values));
}

TEST(PdfFill, a_real_form_is_filled_and_read_back) {
  std::map<std::string, std::string> values;
  for (const pdf::FormField& field : pdf::read_fields(samples::tax_form())) {
    if (field.read_only || values.size() >= 40) continue;
    if (field.kind == pdf::FieldKind::checkbox) values[field.name] = "true";
    if (field.kind == pdf::FieldKind::choice) values[field.name] = field.choices.back();
    if (field.kind == pdf::FieldKind::text && field.max_length == 0) values[field.name] = "Żółć 12";
    if (field.kind == pdf::FieldKind::text && field.max_length > 0) values[field.name] = "7";
  }

  const std::string filled = pdf::fill(samples::tax_form(), values);

  LONGS_EQUAL(40, values.size());
  const auto read = pdf::read_values(filled);
  for (const auto& [name, value] : values)
    STRCMP_EQUAL_TEXT(value.c_str(), read.at(name).c_str(), name.c_str());
  LONGS_EQUAL(0, samples::run_on("qpdf --check", filled).exit_code);
  CHECK_TRUE(contains(samples::run_on("pdftotext", filled, "-").output, "Żółć 12"));
  CHECK_TRUE(pdf::check_template(filled).remarks.empty());  // the usage rights are gone
}

TEST(PdfFill, fields_not_named_keep_their_value_and_an_empty_one_is_cleared) {
  const std::string once =
      pdf::fill(samples::report_form(), {{"job_number", "A-1"}, {"signer_name", "Müller"}});

  const auto read = pdf::read_values(pdf::fill(once, {{"signer_name", ""}}));

  STRCMP_EQUAL("A-1", read.at("job_number").c_str());
  STRCMP_EQUAL("", read.at("signer_name").c_str());
  CHECK_TRUE(contains(read.at("consent_text"), "I confirm"));
}

TEST(PdfFill, one_field_in_two_places_shows_in_both) {
  const std::string filled = pdf::fill(samples::report_form(), {{"job_number", "WO-77123"}});

  const std::string text = pdf::read_text(filled);
  const std::size_t second_page = text.find('\f');

  CHECK_TRUE(contains(text.substr(0, second_page), "WO-77123"));
  CHECK_TRUE(contains(text.substr(second_page), "WO-77123"));
}

TEST(PdfFill, unknown_field_is_refused_by_name) {
  const auto error = error_of([] { pdf::fill(samples::report_form(), {{"shoe_size", "44"}}); });

  CHECK_TRUE(error.code() == ErrorCode::bad_input);
  STRCMP_EQUAL("shoe_size", error.violations().at(0).field.c_str());
  CHECK_TRUE(contains(error.text(), "shoe_size"));
}

TEST(PdfFill, all_wrong_values_are_told_at_once) {
  const auto error = error_of([] {
    pdf::fill(samples::report_form(), {{"checklist_1_result", "Perfect"},
                                       {"follow_up_required", "maybe"},
                                       {"nothing", "1"},
                                       {"job_number", "1"}});
  });

  LONGS_EQUAL(3, error.violations().size());
}

TEST(PdfFill, refuses_what_a_field_cannot_hold) {
  struct Case {
    const char* why;
    std::string form;
    std::map<std::string, std::string> values;
  };
  const std::string frozen =
      pdf::place_signature(samples::report_form(), "customer_signature", samples::signature(), "");
  const Case cases[] = {
      {"longer than MaxLen", make_form(text_field), {{"note", "thirteen char"}}},
      {"longer than MaxLen, not in bytes", make_form(text_field), {{"note", "äöüäöüäöüäöüä"}}},
      {"wider than the box at any readable size",
       make_form("/FT /Tx /T (note)"),
       {{"note", std::string(90, 'W')}}},
      {"more lines than the box takes",
       samples::report_form(),
       {{"site_address", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk"}}},
      {"not UTF-8", make_form(text_field), {{"note", "M\xfcller"}}},
      {"control character", make_form(text_field), {{"note", std::string("a\0b", 3)}}},
      {"not a choice", make_form(two_choices), {{"pick", "Plum"}}},
      {"signature field", samples::report_form(), {{"customer_signature", "me"}}},
      {"read-only", frozen, {{"job_number", "1"}}},
      {"huge", make_form("/FT /Tx /T (note)"), {{"note", std::string(100'000, 'x')}}},
  };
  for (const Case& one : cases) {
    const auto error = error_of([&] { pdf::fill(one.form, one.values); });
    CHECK_TRUE_TEXT(error.code() == ErrorCode::bad_input, one.why);
    STRCMP_EQUAL_TEXT(one.values.begin()->first.c_str(), error.violations().at(0).field.c_str(),
                      one.why);
  }
}

TEST(PdfFill, exactly_the_allowed_length_fits) {
  const auto read = pdf::read_values(pdf::fill(make_form(text_field), {{"note", "äöüäöüäöüäöü"}}));
  STRCMP_EQUAL("äöüäöüäöüäöü", read.at("note").c_str());
}

TEST(PdfFill, a_line_break_becomes_a_space_where_there_is_one_line) {
  const auto read = pdf::read_values(pdf::fill(make_form(text_field), {{"note", "one\r\ntwo"}}));
  STRCMP_EQUAL("one two", read.at("note").c_str());
}

TEST(PdfFill, a_choice_is_taken_as_shown_or_as_stored) {
  for (const char* value : {"Pear", "p"}) {
    const std::string filled = pdf::fill(make_form(two_choices), {{"pick", value}});
    STRCMP_EQUAL("Pear", pdf::read_values(filled).at("pick").c_str());
    CHECK_TRUE(contains(pdf::read_text(filled), "Pear"));
  }
}

TEST(PdfFill, a_tick_is_drawn_even_where_the_form_brings_none) {
  const std::string form = make_form("/FT /Btn /T (done)");

  const std::string ticked = pdf::fill(form, {{"done", "Yes"}});
  const std::string cleared = pdf::fill(ticked, {{"done", "false"}});

  const pdf::Rectangle box = samples::field_named(form, "done").rectangle;
  STRCMP_EQUAL("true", pdf::read_values(ticked).at("done").c_str());
  STRCMP_EQUAL("false", pdf::read_values(cleared).at("done").c_str());
  CHECK_TRUE(samples::dark_pixels(ticked, 0, box) > 30);
  LONGS_EQUAL(0, samples::dark_pixels(cleared, 0, box));
}

TEST(PdfFill, values_without_a_drawing_get_one) {
  const std::string form =
      make_form("/FT /Tx /T (note) /V (from the office)", "/NeedAppearances true");

  const std::string filled = pdf::fill(form, {});

  CHECK_TRUE(contains(pdf::read_text(filled), "from the office"));
}

TEST(PdfFill, scripts_are_dropped) {
  const std::string form =
      make_form("/FT /Tx /T (note) /AA << /K << /S /JavaScript /JS (app.alert\\(1\\)) >> >>");

  const std::string filled = pdf::fill(form, {{"note", "x"}});

  LONGS_EQUAL(1, pdf::check_template(form).remarks.size());
  CHECK_TRUE(pdf::check_template(filled).remarks.empty());
}

TEST(PdfFill, a_sealed_document_is_left_alone) {
  const std::string sealed =
      make_form("/FT /Sig /T (seal) /V << /Type /Sig /Filter /Adobe.PPKLite >>");
  CHECK_TRUE(error_of([&] { pdf::fill(sealed, {}); }).code() == ErrorCode::conflict);
}

TEST(PdfFill, text_stands_upright_in_a_turned_field) {
  const std::string form = make_form("/FT /Tx /T (note) /MK << /R 90 >>");
  const std::string filled = pdf::fill(form, {{"note", "up"}});
  CHECK_TRUE(contains(pdf::read_text(filled), "up"));
}
