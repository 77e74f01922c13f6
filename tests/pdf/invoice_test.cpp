#include <cstdint>
#include <limits>
#include <string>

#include "pdf/forms/invoice.hpp"
#include "pdf/forms/service_report.hpp"
#include "pdf/pdf.hpp"
#include "samples.hpp"

#include <CppUTest/TestHarness.h>

using common::ErrorCode;
using samples::error_of;

namespace {

pdf::InvoicePaper sample_paper() {
  pdf::InvoicePaper paper;
  paper.number = "RE-2026-0412";
  paper.issued_on = "2026-11-16";
  paper.seller = {"Rheintal Haustechnik AG", {"Landstrasse 40", "9494 Schaan"}};
  paper.buyer = {"Alpenhotel Müller", {"z. H. Łukasz Wójcik", "9497 Triesenberg"}};
  paper.facts = {{"Invoice date", "16 Nov 2026"}, {"Due date", "16 Dec 2026"}};
  paper.currency = "CHF";
  paper.lines = {{"Labour", "2.25 h", "128.00", "N", "288.00"},
                 {"Ionisation electrode", "1 pc", "86.40", "N", "86.40"}};
  paper.taxes = {{"N", "VAT 8.1 %", "374.40", "30.33"}};
  paper.net_total = "374.40";
  paper.gross_total = "404.73";
  paper.payment_terms = "Payable within 30 days.";
  paper.payment_details = {{"IBAN", "LI21 0881 0000 2324 013A A"}};
  return paper;
}

std::string text_of(const std::string& bytes) {
  return samples::run_on("pdftotext -layout", bytes, "-").output;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size()))
    ++found;
  return found;
}

}  // namespace

TEST_GROUP(PdfInvoice){};

TEST(PdfInvoice, everything_on_it_is_text_with_embedded_fonts) {
  const std::string invoice = pdf::make_invoice(sample_paper());

  const std::string text = text_of(invoice);

  for (const char* part : {"Invoice", "RE-2026-0412", "Alpenhotel Müller", "Łukasz Wójcik",
                           "16 Dec 2026", "2.25 h", "VAT 8.1 % (N) on 374.40", "30.33",
                           "CHF 404.73", "LI21 0881 0000 2324 013A A", "Page 1 of 1"})
    STRCMP_CONTAINS(part, text.c_str());
  LONGS_EQUAL(0, samples::run_on("qpdf --check", invoice).exit_code);
  const std::string fonts = samples::run_on("pdffonts", invoice).output;
  STRCMP_CONTAINS("Inter", fonts.c_str());
  LONGS_EQUAL(0, count(fonts, " no  "));
}

TEST(PdfInvoice, a_long_one_repeats_its_head_and_loses_no_line) {
  pdf::InvoicePaper paper = sample_paper();
  paper.lines.clear();
  for (int line = 1; line <= 150; ++line)
    paper.lines.push_back(
        {"Item number " + std::to_string(1000 + line) + "\nsecond line", "1", "1.00", "N", "1.00"});

  const std::string invoice = pdf::make_invoice(paper);

  const std::string text = text_of(invoice);
  const int pages = pdf::page_count(invoice);
  CHECK_TRUE(pages >= 5);
  LONGS_EQUAL(pages, count(text, "Unit price"));
  LONGS_EQUAL(pages, count(text, "Page "));
  for (int line = 1; line <= 150; ++line)
    LONGS_EQUAL(1, count(text, "Item number " + std::to_string(1000 + line)));
  LONGS_EQUAL(150, count(text, "second line"));
  LONGS_EQUAL(1, count(text, "CHF 404.73"));
}

TEST(PdfInvoice, nothing_is_printed_over_the_foot_whatever_the_number_of_lines) {
  pdf::InvoicePaper paper = sample_paper();
  for (int lines = 15; lines < 40; ++lines) {
    paper.lines.assign(static_cast<std::size_t>(lines), {"Item", "1", "1.00", "N", "1.00"});
    const std::string invoice = pdf::make_invoice(paper);
    for (int page = 0; page < pdf::page_count(invoice); ++page)
      LONGS_EQUAL(0, samples::dark_pixels(invoice, page, {40, 782, 500, 16}));
  }
}

TEST(PdfInvoice, a_credit_note_says_so) {
  pdf::InvoicePaper paper = sample_paper();
  paper.is_credit_note = true;
  paper.gross_total = pdf::format_amount(-40'473, "CHF");

  const std::string text = text_of(pdf::make_invoice(paper));

  STRCMP_CONTAINS("Credit note", text.c_str());
  STRCMP_CONTAINS("CHF −404.73", text.c_str());
}

TEST(PdfInvoice, the_same_paper_gives_the_same_bytes) {
  CHECK_TRUE(pdf::make_invoice(sample_paper()) == pdf::make_invoice(sample_paper()));
}

TEST(PdfInvoice, unfit_papers_are_refused) {
  pdf::InvoicePaper paper = sample_paper();
  paper.number.clear();
  STRCMP_EQUAL("number",
               error_of([&] { pdf::make_invoice(paper); }).violations().at(0).field.c_str());
  paper = sample_paper();
  paper.issued_on = "16.11.2026";
  STRCMP_EQUAL("issued_on",
               error_of([&] { pdf::make_invoice(paper); }).violations().at(0).field.c_str());
  paper = sample_paper();
  paper.lines.resize(2001);
  CHECK_TRUE(error_of([&] { pdf::make_invoice(paper); }).code() == ErrorCode::too_large);
  paper = sample_paper();
  for (int line = 0; line < 200; ++line) paper.lines[0].description += "\nand more";
  CHECK_TRUE(error_of([&] { pdf::make_invoice(paper); }).code() == ErrorCode::too_large);
}

TEST_GROUP(PdfMoney){};

TEST(PdfMoney, amounts_are_written_as_on_paper) {
  struct Case {
    std::int64_t minor;
    const char* currency;
    const char* written;
  };
  const Case cases[] = {
      {0, "CHF", "0.00"},
      {5, "CHF", "0.05"},
      {99'999, "EUR", "999.99"},
      {100'000, "EUR", "1’000.00"},
      {-123'450, "CHF", "−1’234.50"},
      {1'234'567, "JPY", "1’234’567"},
      {1'234'567, "KWD", "1’234.567"},
      {std::numeric_limits<std::int64_t>::min(), "CHF", "−92’233’720’368’547’758.08"}};
  for (const Case& one : cases)
    STRCMP_EQUAL(one.written, pdf::format_amount(one.minor, one.currency).c_str());
  STRCMP_EQUAL("CHF 1’234.50", pdf::format_money(123'450, "CHF").c_str());
}

TEST_GROUP(PdfReport){};

TEST(PdfReport, the_shipped_form_is_always_the_same_and_sound) {
  CHECK_TRUE(samples::report_form() == pdf::make_service_report_form());
  LONGS_EQUAL(0, samples::run_on("qpdf --check", samples::report_form()).exit_code);
  STRCMP_CONTAINS("Parts used", text_of(samples::report_form()).c_str());
}
