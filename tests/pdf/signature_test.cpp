#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "pdf/pdf.hpp"
#include "samples.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using samples::error_of;

namespace {

std::string filled_report() {
  return pdf::fill(samples::report_form(), samples::report_values());
}

std::string sign(const std::string& bytes) {
  return pdf::place_signature(bytes, "customer_signature", samples::signature(),
                              "Łukasz Wójcik · 2026-11-16 09:51");
}

/// Two signature fields side by side, for the customer and the technician.
std::string two_signatures() {
  return samples::make_pdf("/AcroForm << /Fields [4 0 R 5 0 R] >>", "/Annots [4 0 R 5 0 R]",
                           {"4 0 obj << /Type /Annot /Subtype /Widget /Rect [20 20 140 90] /FT "
                            "/Sig /T (customer) >> endobj\n",
                            "5 0 obj << /Type /Annot /Subtype /Widget /Rect [160 20 280 90] /FT "
                            "/Sig /T (technician) >> endobj\n"});
}

}  // namespace

TEST_GROUP(PdfSignature){};

TEST(PdfSignature, the_drawing_shows_in_the_field_and_nowhere_else) {
  const std::string before = filled_report();
  const auto field = samples::field_named(before, "customer_signature");

  const std::string after = sign(before);

  CHECK_TRUE(samples::dark_pixels(before, field.page, field.rectangle) < 20);
  CHECK_TRUE(samples::dark_pixels(after, field.page, field.rectangle) > 1'500);
  const pdf::Rectangle above{0, 0, 595, field.rectangle.top - 16};
  LONGS_EQUAL(samples::dark_pixels(before, field.page, above),
              samples::dark_pixels(after, field.page, above));
  CHECK_TRUE(pdf::render_page_png(before, 0, 72) == pdf::render_page_png(after, 0, 72));
}

TEST(PdfSignature, all_text_stays_text) {
  const std::string signed_report = sign(filled_report());

  const std::string text = samples::run_on("pdftotext -layout", signed_report, "-").output;

  for (const auto& [name, value] : samples::report_values()) {
    if (value.find('\n') != std::string::npos || value == "true") continue;
    STRCMP_CONTAINS(value.c_str(), text.c_str());
    STRCMP_CONTAINS(value.c_str(), pdf::read_text(signed_report).c_str());
  }
  STRCMP_CONTAINS("Łukasz Wójcik · 2026-11-16 09:51", text.c_str());
  LONGS_EQUAL(0, samples::run_on("qpdf --check", signed_report).exit_code);
  STRCMP_CONTAINS("object ID", samples::run_on("pdfimages -list", signed_report).output.c_str());
  CHECK_TRUE(samples::run_on("pdfimages -list", signed_report).output.find("image ") ==
             std::string::npos);
}

TEST(PdfSignature, the_form_is_frozen_and_keeps_its_values) {
  const std::string signed_report = sign(filled_report());

  for (const pdf::FormField& field : pdf::read_fields(signed_report))
    CHECK_TRUE_TEXT(field.read_only, field.name.c_str());
  const auto read = pdf::read_values(signed_report);
  for (const auto& [name, value] : samples::report_values())
    STRCMP_EQUAL(value.c_str(), read.at(name).c_str());
  CHECK_TRUE(error_of([&] {
               pdf::fill(signed_report, {{"total_amount", "0"}});
             }).code() == ErrorCode::bad_input);
}

TEST(PdfSignature, a_field_is_signed_once) {
  const std::string signed_report = sign(filled_report());
  CHECK_TRUE(error_of([&] { sign(signed_report); }).code() == ErrorCode::conflict);
}

TEST(PdfSignature, several_people_sign_one_after_the_other) {
  const std::string first =
      pdf::place_signature(two_signatures(), "customer", samples::signature(), "Anna");
  const std::string both = pdf::place_signature(first, "technician", samples::signature(), "Jana");

  for (const char* name : {"customer", "technician"})
    CHECK_TRUE(samples::dark_pixels(both, 0, samples::field_named(both, name).rectangle) > 300);
  LONGS_EQUAL(samples::dark_pixels(first, 0, {0, 0, 150, 200}),
              samples::dark_pixels(both, 0, {0, 0, 150, 200}));
  STRCMP_CONTAINS("Anna", pdf::read_text(both).c_str());
}

TEST(PdfSignature, the_drawing_keeps_its_proportions) {
  pdf::Strokes circle;  // on a square pad, in a field nearly twice as wide as high
  circle.aspect_ratio = 1;
  circle.lines.emplace_back();
  for (int step = 0; step <= 90; ++step)
    circle.lines[0].push_back(
        {0.5 + 0.4 * std::cos(step * 0.0698132), 0.5 + 0.4 * std::sin(step * 0.0698132)});

  const std::string drawn = pdf::place_signature(two_signatures(), "customer", circle, "");

  // The field is 120 by 70 points: a round drawing leaves its left and right quarters empty.
  LONGS_EQUAL(0, samples::dark_pixels(drawn, 0, {21, 111, 20, 68}));
  LONGS_EQUAL(0, samples::dark_pixels(drawn, 0, {119, 111, 20, 68}));
  CHECK_TRUE(samples::dark_pixels(drawn, 0, {45, 111, 70, 68}) > 300);
}

TEST(PdfSignature, unfit_drawings_are_refused) {
  struct Case {
    const char* why;
    pdf::Strokes strokes;
  };
  const Case cases[] = {
      {"nothing drawn", {{}, 3}},
      {"empty lines", {{{}, {}}, 3}},
      {"a dot", {{{{0.5, 0.5}}}, 3}},
      {"outside the pad", {{{{0.1, 0.1}, {1.2, 0.5}}}, 3}},
      {"not a number", {{{{0.1, 0.1}, {std::nan(""), 0.5}}}, 3}},
      {"no pad", {{{{0.1, 0.1}, {0.9, 0.5}}}, 0}},
      {"too many points", {{std::vector<pdf::Point>(20'001, pdf::Point{0.5, 0.5})}, 3}},
  };
  for (const Case& one : cases) {
    const auto error =
        error_of([&] { pdf::place_signature(two_signatures(), "customer", one.strokes, ""); });
    CHECK_TRUE_TEXT(error.code() == ErrorCode::bad_input, one.why);
    STRCMP_EQUAL("strokes", error.violations().at(0).field.c_str());
  }
}

TEST(PdfSignature, only_a_signature_field_is_signed) {
  for (const char* name : {"no_such_field", "signer_name"}) {
    const auto error = error_of(
        [&] { pdf::place_signature(samples::report_form(), name, samples::signature(), ""); });
    CHECK_TRUE(error.code() == ErrorCode::not_found);
  }
}

TEST(PdfSignature, one_altered_byte_is_noticed) {
  const std::string signed_report = sign(filled_report());
  const std::string hash = pdf::document_hash(signed_report);
  LONGS_EQUAL(64, hash.size());
  CHECK_TRUE(pdf::verify(signed_report, hash) == pdf::Integrity::unchanged);
  for (std::size_t at = 0; at < signed_report.size(); at += 997) {
    std::string altered = signed_report;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    CHECK_TRUE(pdf::verify(altered, hash) == pdf::Integrity::altered);
  }
  CHECK_TRUE(pdf::verify(signed_report + " ", hash) == pdf::Integrity::altered);
}

TEST(PdfSignature, several_threads_work_on_documents_of_their_own) {
  const std::string expected = sign(filled_report());
  std::vector<std::thread> threads;
  std::vector<int> same(4, 0);
  for (int& mine : same)
    threads.emplace_back([&mine, &expected] {
      const std::string made = sign(filled_report());
      mine = made == expected && pdf::read_text(made) == pdf::read_text(expected) ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  for (const int mine : same) LONGS_EQUAL(1, mine);
}

TEST_GROUP(PdfRender){};

TEST(PdfRender, a_page_becomes_a_png_of_the_asked_size) {
  const std::string png = pdf::render_page_png(samples::report_form(), 1, 144);
  STRNCMP_EQUAL("\x89PNG", png.c_str(), 4);
  LONGS_EQUAL(1191,
              (static_cast<unsigned char>(png[18]) << 8) + static_cast<unsigned char>(png[19]));
  LONGS_EQUAL(1684,
              (static_cast<unsigned char>(png[22]) << 8) + static_cast<unsigned char>(png[23]));
}

TEST(PdfRender, impossible_requests_are_refused) {
  const std::string& form = samples::report_form();
  CHECK_TRUE(error_of([&] { pdf::render_page_png(form, 2, 72); }).code() == ErrorCode::not_found);
  CHECK_TRUE(error_of([&] { pdf::render_page_png(form, -1, 72); }).code() == ErrorCode::not_found);
  CHECK_TRUE(error_of([&] { pdf::render_page_png(form, 0, 0); }).code() == ErrorCode::bad_input);
  CHECK_TRUE(error_of([&] { pdf::render_page_png(form, 0, std::nan("")); }).code() ==
             ErrorCode::bad_input);
  CHECK_TRUE(error_of([&] { pdf::render_page_png("junk", 0, 72); }).code() == ErrorCode::bad_input);
  std::string huge = samples::make_pdf("", "", {});
  huge.replace(huge.find("300 200"), 7, "999 999");
  CHECK_TRUE(error_of([&] { pdf::render_page_png(huge, 0, 600); }).code() == ErrorCode::too_large);
}
