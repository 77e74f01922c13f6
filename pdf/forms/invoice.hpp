#pragma once
#include <string>
#include <vector>

#include "pdf/forms/money.hpp"

namespace pdf {

struct InvoiceParty {
  std::string name;
  std::vector<std::string> lines;  ///< address, then what else is to stand there
};

/// All amounts as they are to be printed (format_amount): nothing is computed here.
struct InvoiceLine {
  std::string description;  ///< may have several lines
  std::string quantity;     ///< with its unit: "2.25 h"
  std::string unit_price;
  std::string tax_code;
  std::string net;
};

struct InvoiceTax {
  std::string code;
  std::string label;  ///< "VAT 8.1 %"
  std::string net;
  std::string tax;
};

/// A label with its value: "Invoice date", "16 November 2026".
struct InvoiceFact {
  std::string label;
  std::string value;
};

/// The words of the paper, so that it can be in the customer's language.
struct InvoiceWords {
  std::string invoice = "Invoice";
  std::string credit_note = "Credit note";
  std::string billed_to = "Billed to";
  std::string description = "Description";
  std::string quantity = "Quantity";
  std::string unit_price = "Unit price";
  std::string tax = "Tax";
  std::string net = "Net";
  std::string net_total = "Net total";
  std::string total = "Total";
  std::string payment = "Payment";
  std::string tax_on = "on";
  std::string page = "Page {} of {}";  ///< the two numbers in this order
};

struct InvoicePaper {
  bool is_credit_note = false;
  std::string number;
  std::string issued_on;  ///< YYYY-MM-DD; goes into the file's properties
  InvoiceParty seller;
  InvoiceParty buyer;
  std::vector<InvoiceFact> facts;  ///< dates, references, job, the invoice a credit note is for
  std::vector<InvoiceLine> lines;
  std::vector<InvoiceTax> taxes;
  std::string currency;  ///< "CHF"
  std::string net_total;
  std::string gross_total;
  std::vector<InvoiceFact> after_total;  ///< "Paid", "Balance due"
  std::string payment_terms;
  std::vector<InvoiceFact> payment_details;  ///< IBAN, reference
  std::string note;
  std::string footer;  ///< one line on each page: register, tax number
  InvoiceWords words;
};

/// An A4 PDF of one page or more: the table's head is repeated, a line is never cut, totals stay
/// together. Fonts are embedded, the same paper always gives the same bytes. Throws
/// Error{bad_input} without a number or with an issue date of another form, Error{too_large} for
/// more than 2000 lines or a line higher than a page.
std::string make_invoice(const InvoicePaper& paper);

}  // namespace pdf
