#include "pdf/forms/invoice.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <functional>

#include "common/error/error.hpp"
#include "pdf/impl/canvas.hpp"

namespace pdf {
namespace {

using common::Error;
using common::ErrorCode;
using impl::Align;
using impl::Canvas;
using impl::color;
using impl::TextStyle;

constexpr PageSize a4{595.28, 841.89};
constexpr double left = 50;
constexpr double right = a4.width - 50;
constexpr double width = right - left;
constexpr double first_top = 292;  // of the table on page one
constexpr double next_top = 84;    // and on the others
constexpr double bottom = 778;
constexpr double head_height = 22;
constexpr double row_padding = 5.5;
constexpr std::size_t lines_max = 2000;

constexpr unsigned strong = 0x0F172A;
constexpr unsigned primary = 0x1E40AF;
constexpr unsigned muted = 0x475569;
constexpr unsigned rule = 0xCBD5E1;
constexpr unsigned band = 0xEFF3FA;

TextStyle style(double size, unsigned ink = strong, int weight = 400, Align align = Align::left) {
  TextStyle made;
  made.size = size;
  made.ink = color(ink);
  made.weight = weight;
  made.align = align;
  made.tabular = align == Align::right;
  return made;
}

TextStyle body_style() {
  TextStyle made = style(9);
  made.line_height = 1.4;
  return made;
}

// Widths of the table's columns after the description.
constexpr double quantity_width = 70;
constexpr double price_width = 78;
constexpr double tax_width = 44;
constexpr double net_width = 84;
constexpr double description_width = width - quantity_width - price_width - tax_width - net_width;

void check(const InvoicePaper& paper) {
  if (paper.number.empty()) common::refuse("number", "The paper needs a number.");
  const std::string& date = paper.issued_on;
  bool is_date = date.size() == 10;
  for (std::size_t at = 0; is_date && at < date.size(); ++at)
    is_date = at == 4 || at == 7 ? date[at] == '-'
                                 : std::isdigit(static_cast<unsigned char>(date[at])) != 0;
  if (!is_date) common::refuse("issued_on", "The date must have the form YYYY-MM-DD.");
  if (paper.lines.size() > lines_max)
    throw Error(ErrorCode::too_large, "An invoice takes at most 2000 lines.", "lines");
}

std::string with_numbers(std::string words, std::size_t page, std::size_t pages) {
  for (const std::size_t number : {page, pages}) {
    const std::size_t at = words.find("{}");
    if (at != std::string::npos) words.replace(at, 2, std::to_string(number));
  }
  return words;
}

/// A part of the paper that is never cut: its height and how to draw it at a height on the page.
struct Block {
  double height = 0;
  std::function<void(double)> draw;
  bool is_row = false;
};

class Invoice {
 public:
  explicit Invoice(const InvoicePaper& paper)
      : paper_(paper),
        title_(paper.is_credit_note ? paper.words.credit_note : paper.words.invoice),
        canvas_(a4,
                {title_ + " " + paper.number, paper.seller.name, paper.issued_on + "T00:00:00Z"}) {}

  std::string make() {
    for (const InvoiceLine& line : paper_.lines) add_row(line);
    add_totals();
    add_payment();
    const std::vector<std::vector<Block>> pages = paginate();
    for (std::size_t page = 0; page < pages.size(); ++page) {
      if (page > 0) canvas_.next_page(a4);
      draw_page(pages[page], page, pages.size());
    }
    return canvas_.finish();
  }

 private:
  double table_top(std::size_t page) const {
    return page == 0 ? std::max(first_top, head_end()) : next_top;
  }

  /// Where a long address or list of facts ends.
  double head_end() const {
    const double address = 164 + 14 + static_cast<double>(paper_.buyer.lines.size()) * 13;
    const double facts = 164 + static_cast<double>(paper_.facts.size()) * 16;
    return std::max(address, facts) + 26;
  }

  std::vector<std::vector<Block>> paginate() {
    std::vector<std::vector<Block>> pages(1);
    double y = table_top(0) + head_height;
    for (Block& block : blocks_) {
      if (y + block.height > bottom && !pages.back().empty()) {
        pages.emplace_back();
        y = table_top(1) + (block.is_row ? head_height : 0);
      }
      if (y + block.height > bottom)
        throw Error(ErrorCode::too_large, "A part of the invoice is higher than a page.", "lines");
      y += block.height;
      pages.back().push_back(std::move(block));
    }
    return pages;
  }

  void draw_page(const std::vector<Block>& blocks, std::size_t page, std::size_t pages) {
    if (page == 0) {
      draw_first_head();
    } else {
      draw_next_head();
    }
    double y = table_top(page);
    if (blocks.empty() || blocks.front().is_row || page == 0) {
      draw_table_head(y);
      y += head_height;
    }
    for (const Block& block : blocks) {
      block.draw(y);
      y += block.height;
    }
    draw_footer(page + 1, pages);
  }

  void draw_first_head() {
    canvas_.fill_box({0, 0, a4.width, 8}, color(primary));
    canvas_.text(left, 38, paper_.seller.name, style(15, strong, 600), width * 0.55);
    TextStyle small = style(8.5, muted);
    small.line_height = 1.4;
    canvas_.text(left, 62, joined(paper_.seller.lines), small, width * 0.55);
    canvas_.text(right - 220, 34, title_, style(24, primary, 600, Align::right), 220);
    canvas_.text(right - 220, 66, paper_.number, style(11, strong, 500, Align::right), 220);

    canvas_.text(left, 148, paper_.words.billed_to, style(7.5, muted, 500));
    canvas_.text(left, 162, paper_.buyer.name, style(11, strong, 600), width * 0.5);
    TextStyle address = style(9.5);
    address.line_height = 1.4;
    canvas_.text(left, 178, joined(paper_.buyer.lines), address, width * 0.5);
    double y = 162;
    for (const InvoiceFact& fact : paper_.facts) {
      canvas_.text(left + 285, y, fact.label, style(8.5, muted));
      canvas_.text(right - 130, y - 0.6, fact.value, style(9, strong, 500, Align::right), 130);
      y += 16;
    }
  }

  void draw_next_head() {
    canvas_.fill_box({0, 0, a4.width, 8}, color(primary));
    canvas_.text(left, 38, paper_.seller.name, style(10, strong, 600), width * 0.55);
    canvas_.text(right - 220, 38, title_ + " " + paper_.number,
                 style(10, strong, 500, Align::right), 220);
    canvas_.line(left, 62, right, 62, color(rule), 0.7);
  }

  void draw_table_head(double y) {
    canvas_.fill_box({left, y, width, head_height - 3}, color(band), 3);
    const auto cell = [&](double x, double cell_width, const std::string& words, Align align) {
      canvas_.text(x, y + 5, words, style(7.5, muted, 600, align), cell_width - 8);
    };
    double x = left + 8;
    cell(x, description_width, paper_.words.description, Align::left);
    x = left + description_width;
    cell(x, quantity_width, paper_.words.quantity, Align::right);
    x += quantity_width;
    cell(x, price_width, paper_.words.unit_price, Align::right);
    x += price_width;
    cell(x, tax_width, paper_.words.tax, Align::right);
    x += tax_width;
    cell(x, net_width, paper_.words.net + " " + paper_.currency, Align::right);
  }

  void add_row(const InvoiceLine& line) {
    const double text_height =
        canvas_.measure(line.description, body_style(), description_width - 16).height;
    const auto draw = [this, &line, text_height](double y) {
      const double top = y + row_padding;
      canvas_.text(left + 8, top, line.description, body_style(), description_width - 16);
      const auto number = [&](double x, double cell_width, const std::string& words) {
        TextStyle right_side = body_style();
        right_side.align = Align::right;
        right_side.tabular = true;
        canvas_.text(x, top, words, right_side, cell_width - 8);
      };
      double x = left + description_width;
      number(x, quantity_width, line.quantity);
      number(x += quantity_width, price_width, line.unit_price);
      number(x += price_width, tax_width, line.tax_code);
      number(x += tax_width, net_width, line.net);
      const double end = y + text_height + 2 * row_padding;
      canvas_.line(left, end, right, end, color(0xE2E8F0), 0.6);
    };
    blocks_.push_back({text_height + 2 * row_padding, draw, true});
  }

  void total_line(double y, const std::string& label, const std::string& amount) {
    canvas_.text(left + width / 2, y, label, style(9, muted), 160);
    canvas_.text(right - 158, y, amount, style(9, strong, 400, Align::right), 150);
  }

  void add_totals() {
    constexpr double step = 16;
    const double height =
        14 + step * static_cast<double>(1 + paper_.taxes.size() + paper_.after_total.size()) + 40;
    blocks_.push_back({height,
                       [this](double y) {
                         y += 14;
                         total_line(y, paper_.words.net_total, paper_.net_total);
                         for (const InvoiceTax& tax : paper_.taxes) {
                           y += step;
                           total_line(y, tax_label(tax), tax.tax);
                         }
                         y += step + 4;
                         draw_gross(y);
                         y += 36 - step;
                         for (const InvoiceFact& fact : paper_.after_total) {
                           y += step;
                           total_line(y, fact.label, fact.value);
                         }
                       },
                       false});
  }

  std::string tax_label(const InvoiceTax& tax) const {
    const std::string code = tax.code.empty() ? "" : " (" + tax.code + ")";
    return tax.label + code + " " + paper_.words.tax_on + " " + tax.net;
  }

  void draw_gross(double y) {
    const double x = left + width / 2 - 8;
    canvas_.fill_box({x, y, right - x, 28}, color(primary), 4);
    canvas_.text(x + 8, y + 7.2, paper_.words.total, style(11, 0xFFFFFF, 600));
    canvas_.text(right - 188, y + 6.2, paper_.currency + " " + paper_.gross_total,
                 style(12.5, 0xFFFFFF, 600, Align::right), 180);
  }

  void add_payment() {
    const double terms_height = text_height(paper_.payment_terms);
    const double details_height = 15 * static_cast<double>(paper_.payment_details.size());
    const double note_height = text_height(paper_.note);
    if (terms_height + details_height + note_height == 0) return;
    blocks_.push_back({26 + 18 + terms_height + details_height + note_height,
                       [this, terms_height, details_height](double y) {
                         y += 26;
                         canvas_.text(left, y, paper_.words.payment, style(10, primary, 600));
                         y += 18;
                         canvas_.text(left, y, paper_.payment_terms, body_style(), width);
                         y += terms_height;
                         for (const InvoiceFact& fact : paper_.payment_details) {
                           canvas_.text(left, y, fact.label, style(8.5, muted));
                           canvas_.text(left + 110, y - 0.4, fact.value, style(9, strong, 500));
                           y += 15;
                         }
                         if (details_height > 0) y += 4;
                         canvas_.text(left, y, paper_.note, body_style(), width);
                       },
                       false});
  }

  double text_height(const std::string& words) {
    return words.empty() ? 0 : canvas_.measure(words, body_style(), width).height + 8;
  }

  void draw_footer(std::size_t page, std::size_t pages) {
    canvas_.line(left, 800, right, 800, color(rule), 0.5);
    canvas_.text(left, 807, paper_.footer, style(7.5, 0x64748B), width - 90);
    canvas_.text(right - 90, 807, with_numbers(paper_.words.page, page, pages),
                 style(7.5, 0x64748B, 400, Align::right), 90);
  }

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
  }

  const InvoicePaper& paper_;
  std::string title_;
  Canvas canvas_;
  std::vector<Block> blocks_;
};

}  // namespace

std::string make_invoice(const InvoicePaper& paper) {
  check(paper);
  return Invoice(paper).make();
}

}  // namespace pdf
