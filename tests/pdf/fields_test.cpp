#include <algorithm>
#include <set>

#include "pdf/pdf.hpp"
#include "samples.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using samples::error_of;
using samples::make_form;
using samples::make_pdf;

TEST_GROUP(PdfFields){};

TEST(PdfFields, the_real_form_is_accepted_with_remarks) {
  const pdf::TemplateCheck check = pdf::check_template(samples::tax_form());

  LONGS_EQUAL(2, check.pages.size());
  DOUBLES_EQUAL(612, check.pages.front().width, 0.01);
  CHECK_TRUE(check.fields.size() > 200);
  CHECK_FALSE(check.has_signature_field);
  CHECK_FALSE(check.remarks.empty());
}

TEST(PdfFields, names_are_unique_and_places_lie_on_the_page) {
  std::set<std::string> names;
  for (const pdf::FormField& field : pdf::read_fields(samples::tax_form())) {
    CHECK_TRUE(names.insert(field.name).second);
    CHECK_TRUE(field.page == 0 || field.page == 1);
    CHECK_TRUE(field.rectangle.left >= 0 && field.rectangle.left + field.rectangle.width <= 612);
    CHECK_TRUE(field.rectangle.top >= 0 && field.rectangle.top + field.rectangle.height <= 792);
  }
}

TEST(PdfFields, the_shipped_form_has_its_documented_fields) {
  const auto check = pdf::check_template(samples::report_form());

  CHECK_TRUE(check.has_signature_field);
  CHECK_TRUE(check.remarks.empty());
  LONGS_EQUAL(2, check.pages.size());
  DOUBLES_EQUAL(595.28, check.pages.front().width, 0.1);
  const auto result = samples::field_named(samples::report_form(), "checklist_8_result");
  CHECK_TRUE(result.kind == pdf::FieldKind::choice);
  LONGS_EQUAL(5, result.choices.size());
  CHECK_TRUE(samples::field_named(samples::report_form(), "customer_signature").kind ==
             pdf::FieldKind::signature);
  CHECK_TRUE(samples::field_named(samples::report_form(), "work_done").multiline);
  CHECK_TRUE(samples::field_named(samples::report_form(), "follow_up_required").kind ==
             pdf::FieldKind::checkbox);
  LONGS_EQUAL(1, samples::field_named(samples::report_form(), "part_8_amount").page);
}

TEST(PdfFields, attributes_are_read) {
  const auto field =
      samples::field_named(make_form("/FT /Tx /T (note) /Ff 4099 /MaxLen 7"), "note");

  CHECK_TRUE(field.required && field.read_only && field.multiline);
  LONGS_EQUAL(7, field.max_length);
  DOUBLES_EQUAL(20, field.rectangle.left, 0.001);
  DOUBLES_EQUAL(160, field.rectangle.top, 0.001);
  DOUBLES_EQUAL(100, field.rectangle.width, 0.001);
}

TEST(PdfFields, places_are_told_as_shown_on_a_turned_page) {
  struct Case {
    int rotation;
    pdf::Rectangle shown;
  };
  for (const Case& one : {Case{90, {20, 20, 20, 100}}, Case{180, {180, 20, 100, 20}},
                          Case{270, {160, 180, 20, 100}}}) {
    const std::string form = make_form("/FT /Tx /T (note) /MK << /BG [0] >>", "",
                                       "/Rotate " + std::to_string(one.rotation));
    const auto place = samples::field_named(form, "note").rectangle;
    DOUBLES_EQUAL(one.shown.left, place.left, 0.001);
    DOUBLES_EQUAL(one.shown.top, place.top, 0.001);
    DOUBLES_EQUAL(one.shown.width, place.width, 0.001);
    DOUBLES_EQUAL(one.shown.height, place.height, 0.001);
    // The viewer agrees: the black background is exactly there (7 or 8 thousand pixels at two per
    // point).
    CHECK_TRUE(samples::dark_pixels(pdf::fill(form, {}), 0, place) > 7'500);
  }
}

TEST(PdfFields, unusable_templates_are_refused_with_a_reason) {
  struct Case {
    const char* reason_part;
    std::string bytes;
  };
  const std::string xfa = make_pdf("/AcroForm << /Fields [] /XFA (x) >>", "", {});
  std::string no_pages = make_pdf("/AcroForm << /Fields [] >>", "", {});
  no_pages.replace(no_pages.find("/Kids [3 0 R] /Count 1"), 22, "/Kids [] /Count 0     ");
  const Case cases[] = {
      {"empty", ""},
      {"not a whole PDF", "this is a shopping list"},
      {"not a whole PDF", "%PDF-1.7\n%%EOF\n"},
      {"password", samples::encrypt(samples::report_form(), "secret")},
      {"protected", samples::encrypt(samples::report_form(), "")},
      {"no form", make_pdf("", "", {})},
      {"no fields", make_pdf("/AcroForm << /Fields [] >>", "", {})},
      {"XFA", xfa},
      {"no pages", no_pages},
  };
  for (const Case& one : cases) {
    const auto error = error_of([&] { pdf::check_template(one.bytes); });
    CHECK_TRUE_TEXT(error.code() == ErrorCode::bad_input, one.reason_part);
    STRCMP_EQUAL("body", error.violations().at(0).field.c_str());
    STRCMP_CONTAINS(one.reason_part, error.text().c_str());
  }
}

TEST(PdfFields, too_large_a_file_is_refused_before_it_is_read) {
  const std::string large(pdf::document_bytes_max + 1, ' ');
  CHECK_TRUE(error_of([&] { pdf::check_template(large); }).code() == ErrorCode::too_large);
  CHECK_TRUE(error_of([&] { pdf::page_count(large); }).code() == ErrorCode::too_large);
}

TEST(PdfFields, too_many_pages_are_refused) {
  LONGS_EQUAL(200, pdf::page_count(samples::make_pages(pdf::pages_max)));
  const std::string many = samples::make_pages(pdf::pages_max + 1);
  CHECK_TRUE(error_of([&] { pdf::check_template(many); }).code() == ErrorCode::too_large);
  CHECK_TRUE(error_of([&] { pdf::page_count(many); }).code() == ErrorCode::too_large);
}

TEST(PdfFields, a_cut_file_is_refused_at_every_length) {
  for (const std::string* whole : {&samples::report_form(), &samples::tax_form()})
    for (std::size_t part = 0; part < 120; ++part) {
      const std::string cut = whole->substr(0, whole->size() * part / 120);
      CHECK_TRUE(error_of([&] { pdf::check_template(cut); }).code() == ErrorCode::bad_input);
      CHECK_TRUE(error_of([&] { pdf::fill(cut, {}); }).code() == ErrorCode::bad_input);
    }
}

TEST(PdfFields, damage_anywhere_never_does_more_than_refuse) {
  const std::string& whole = samples::report_form();
  int refused = 0;
  for (std::size_t step = 0; step < 120; ++step) {
    std::string damaged = whole;
    const std::size_t at = whole.size() * step / 120;
    damaged.replace(at, 24, std::string(24, static_cast<char>(step * 7)));
    try {
      pdf::read_values(pdf::fill(damaged, {{"signer_name", "x"}}));
      pdf::render_page_png(damaged, 0, 20);
    } catch (const common::Error& error) {
      CHECK_TRUE(error.code() != ErrorCode::internal);
      ++refused;
    }
  }
  CHECK_TRUE(refused > 0);
}

TEST(PdfFields, a_form_that_loops_is_refused) {
  const std::string self_parent = make_form("/FT /Tx /T (a) /Parent 4 0 R /Kids [4 0 R]");
  STRCMP_CONTAINS("loop", error_of([&] { pdf::fill(self_parent, {}); }).text().c_str());
  STRCMP_CONTAINS("loop", error_of([&] { pdf::read_values(self_parent); }).text().c_str());
  LONGS_EQUAL(1, pdf::page_count(self_parent));
}
