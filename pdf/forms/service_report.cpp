#include "pdf/forms/service_report.hpp"

#include <fmt/format.h>

#include "pdf/forms/form_sheet.hpp"
#include "pdf/pdf.hpp"

namespace pdf {
namespace {

using impl::Align;
using impl::Canvas;
using impl::color;
using impl::FormSheet;
using impl::NewField;
using impl::TextStyle;

constexpr double left = 40;
constexpr double width = 515.28;
constexpr double right = left + width;
constexpr double gap = 6;
constexpr double cell_height = 34;
constexpr double row_height = 20;
constexpr double head_height = 16;

constexpr unsigned strong = 0x0F172A;
constexpr unsigned primary = 0x1E40AF;
constexpr unsigned muted = 0x475569;
constexpr unsigned line_grey = 0xCBD5E1;
constexpr unsigned band = 0xEFF3FA;

TextStyle label_style() {
  TextStyle style;
  style.size = 6.8;
  style.weight = 500;
  style.ink = color(muted);
  return style;
}

struct Column {
  const char* suffix;
  const char* head;
  double width;
  int max_length;
  Align align = Align::left;
};

/// The report being drawn, from top to bottom.
class Report {
 public:
  Report() : sheet_("Service report") {}

  std::string make() {
    first_page();
    sheet_.next_page();
    second_page();
    const std::string form = sheet_.finish();
    return fill(
        form,
        {{"consent_text",
          "I confirm that the work described in this report was carried out, that the times and "
          "parts stated are correct, and that the site was left in good order."}});
  }

 private:
  Canvas& canvas() { return sheet_.canvas(); }

  void first_page() {
    canvas().fill_box({0, 0, FormSheet::a4.width, 7}, color(primary));
    sheet_.add({.name = "company_name",
                .label = "Company",
                .place = {left - 2, 26, 300, 22},
                .text_size = 15,
                .is_bold = true,
                .max_length = 60});
    sheet_.add({.name = "company_address",
                .label = "Company address",
                .place = {left - 2, 48, 300, 14},
                .text_size = 8,
                .max_length = 120});
    TextStyle title;
    title.size = 21;
    title.weight = 600;
    title.ink = color(primary);
    title.align = Align::right;
    canvas().text(right - 220, 22, "Service report", title, 220);
    TextStyle number = label_style();
    number.size = 8.5;
    canvas().text(right - 144, 51, "Job no.", number);
    sheet_.add({.name = "job_number",
                .label = "Job number",
                .place = {right - 112, 48, 114, 16},
                .text_size = 10.5,
                .is_bold = true,
                .align = Align::right,
                .max_length = 24});
    double y = 78;
    y = job_section(y);
    y = checklist(y);
    y = lines_section(y, "Findings", "findings", 96, 900);
    lines_section(y, "Work done", "work_done", 782 - y - 18, 1800);
    footer(1);
  }

  void second_page() {
    canvas().fill_box({0, 0, FormSheet::a4.width, 7}, color(primary));
    sheet_.add({.name = "company_name",
                .label = "Company",
                .place = {left - 2, 24, 300, 16},
                .text_size = 10,
                .is_bold = true,
                .max_length = 60});
    sheet_.add({.name = "job_number",
                .label = "Job number",
                .place = {right - 112, 24, 114, 16},
                .text_size = 10,
                .is_bold = true,
                .align = Align::right,
                .max_length = 24});
    canvas().line(left, 44, right, 44, color(line_grey), 0.7);
    double y = parts(58);
    y = costs(y);
    y = lines_section(y, "Notes", "notes", 120, 1000);
    y = follow_up(y - 8);
    acceptance(y);
    footer(2);
  }

  double heading(double y, const char* words) {
    TextStyle style;
    style.size = 10;
    style.weight = 600;
    style.ink = color(primary);
    canvas().text(left, y, words, style);
    return y + 18;
  }

  void frame(const Rectangle& box) { canvas().outline_box(box, color(line_grey), 0.6, 3); }

  /// A box with its label inside at the top and the value below.
  void cell(NewField field, const Rectangle& box) {
    frame(box);
    canvas().text(box.left + 6, box.top + 4, field.label, label_style());
    field.place = {box.left + 4, box.top + 13.5, box.width - 8, box.height - 15};
    sheet_.add(std::move(field));
  }

  double job_section(double y) {
    const double half = (width - gap) / 2;
    const double quarter = (width - 3 * gap) / 4;
    const double second = left + half + gap;
    const auto at = [&](int column) { return left + column * (quarter + gap); };
    cell({.name = "customer_name", .label = "Customer", .max_length = 80},
         {left, y, half, cell_height});
    cell({.name = "customer_contact", .label = "Contact", .max_length = 80},
         {second, y, half, cell_height});
    y += cell_height + gap;
    cell({.name = "site_address", .label = "Site address", .is_multiline = true, .max_length = 200},
         {left, y, half, 2 * cell_height + gap});
    cell({.name = "equipment_name", .label = "Equipment", .max_length = 80},
         {second, y, half, cell_height});
    y += cell_height + gap;
    cell({.name = "equipment_serial", .label = "Serial number", .max_length = 60},
         {second, y, half, cell_height});
    y += cell_height + gap;
    cell({.name = "technician_name", .label = "Technician", .max_length = 60},
         {at(0), y, quarter, cell_height});
    cell({.name = "report_date", .label = "Date", .max_length = 30},
         {at(1), y, quarter, cell_height});
    cell({.name = "arrival_time", .label = "Arrival", .max_length = 30},
         {at(2), y, quarter, cell_height});
    cell({.name = "departure_time", .label = "Departure", .max_length = 30},
         {at(3), y, quarter, cell_height});
    return y + cell_height + 16;
  }

  /// Frame, head and rules of a table; the fields of its rows.
  double table(double y, const char* prefix, const std::vector<Column>& columns, int rows) {
    const double height = head_height + rows * row_height;
    canvas().fill_box({left, y, width, head_height}, color(band), 3);
    frame({left, y, width, height});
    double x = left;
    for (const Column& column : columns) {
      TextStyle style = label_style();
      style.align = column.align;
      canvas().text(x + 6, y + 4, column.head, style, column.width - 12);
      if (x > left) canvas().line(x, y, x, y + height, color(line_grey), 0.4);
      x += column.width;
    }
    for (int row = 1; row <= rows; ++row) {
      const double top = y + head_height + (row - 1) * row_height;
      canvas().line(left, top, right, top, color(line_grey), 0.4);
      add_row(top, fmt::format("{}_{}_", prefix, row), columns);
    }
    return y + height + 16;
  }

  void add_row(double top, const std::string& prefix, const std::vector<Column>& columns) {
    double x = left;
    for (const Column& column : columns) {
      NewField field;
      field.name = prefix + column.suffix;
      field.label = column.head;
      field.place = {x + 4, top + 1, column.width - 8, row_height - 2};
      field.text_size = 8.8;
      field.align = column.align;
      field.max_length = column.max_length;
      if (field.max_length == 0) {
        field.kind = FieldKind::choice;
        field.choices = {"", "OK", "Defect", "Repaired", "Not applicable"};
      }
      sheet_.add(std::move(field));
      x += column.width;
    }
  }

  double checklist(double y) {
    y = heading(y, "Checklist");
    return table(y, "checklist",
                 {{"item", "Check", 235, 80},
                  {"result", "Result", 85, 0},
                  {"remark", "Remark", width - 320, 80}},
                 report_checklist_rows);
  }

  double parts(double y) {
    y = heading(y, "Parts used");
    return table(y, "part",
                 {{"number", "Part no.", 90, 30},
                  {"name", "Description", width - 290, 80},
                  {"quantity", "Quantity", 55, 12, Align::right},
                  {"price", "Unit price", 70, 20, Align::right},
                  {"amount", "Amount", 75, 20, Align::right}},
                 report_part_rows);
  }

  double lines_section(double y, const char* words, const char* name, double height,
                       int max_length) {
    y = heading(y, words);
    frame({left, y, width, height});
    sheet_.add({.name = name,
                .label = words,
                .place = {left + 4, y + 3, width - 8, height - 6},
                .text_size = 9.5,
                .is_multiline = true,
                .max_length = max_length});
    return y + height + 16;
  }

  void amount(const char* name, const char* label, double x, double y, double cell_width) {
    cell({.name = name, .label = label, .align = Align::right, .max_length = 24},
         {x, y, cell_width, cell_height});
  }

  double costs(double y) {
    y = heading(y, "Labour and costs");
    const double quarter = (width - 3 * gap) / 4;
    const auto at = [&](int column) { return left + column * (quarter + gap); };
    amount("labour_hours", "Labour, hours", at(0), y, quarter);
    amount("labour_rate", "Rate per hour", at(1), y, quarter);
    amount("labour_amount", "Labour", at(2), y, quarter);
    amount("travel_amount", "Travel", at(3), y, quarter);
    y += cell_height + gap;
    amount("parts_amount", "Parts", at(0), y, quarter);
    amount("tax_amount", "Tax", at(1), y, quarter);
    const Rectangle box{at(2), y, 2 * quarter + gap, cell_height};
    canvas().fill_box(box, color(band), 3);
    cell({.name = "total_amount",
          .label = "Total",
          .text_size = 13,
          .is_bold = true,
          .align = Align::right,
          .max_length = 24},
         box);
    return y + cell_height + 16;
  }

  double follow_up(double y) {
    const Rectangle box{left, y, 12, 12};
    canvas().outline_box(box, color(0x64748B), 0.8, 2);
    sheet_.add({.name = "follow_up_required",
                .label = "A further visit is needed",
                .kind = FieldKind::checkbox,
                .place = box});
    TextStyle style;
    style.size = 9;
    style.ink = color(strong);
    canvas().text(left + 18, y + 0.6, "A further visit is needed, because", style);
    canvas().line(left + 172, y + 13, right, y + 13, color(line_grey), 0.6);
    sheet_.add({.name = "follow_up_reason",
                .label = "Reason for a further visit",
                .place = {left + 172, y - 3, width - 172, 16},
                .text_size = 9,
                .max_length = 100});
    return y + 32;
  }

  void acceptance(double y) {
    y = heading(y, "Acceptance by the customer");
    sheet_.add({.name = "consent_text",
                .label = "Consent",
                .place = {left - 2, y - 3, width + 4, 30},
                .text_size = 8.8,
                .is_multiline = true,
                .max_length = 500});
    y += 34;
    const double signature_width = 330;
    constexpr double tall_cell = 40;
    const double height = 3 * tall_cell + 2 * gap;
    const double x = left + signature_width + gap;
    const double rest = width - signature_width - gap;
    const Rectangle box{left, y, signature_width, height};
    frame(box);
    canvas().text(left + 6, y + 4, "Signature", label_style());
    canvas().line(left + 12, y + height - 17, left + signature_width - 12, y + height - 17,
                  color(line_grey), 0.6);
    sheet_.add({.name = "customer_signature",
                .label = "Signature of the customer",
                .kind = FieldKind::signature,
                .place = {left + 8, y + 13, signature_width - 16, height - 16}});
    cell({.name = "signer_name", .label = "Name", .max_length = 80}, {x, y, rest, tall_cell});
    y += tall_cell + gap;
    cell({.name = "signer_role", .label = "Role", .max_length = 60}, {x, y, rest, tall_cell});
    y += tall_cell + gap;
    cell({.name = "signed_date", .label = "Date", .max_length = 40}, {x, y, rest, tall_cell});
  }

  void footer(int page) {
    TextStyle style;
    style.size = 7;
    style.ink = color(0x64748B);
    canvas().line(left, 802, right, 802, color(line_grey), 0.5);
    canvas().text(left, 808, "Service report", style);
    style.align = Align::right;
    canvas().text(right - 100, 808, fmt::format("Page {} of 2", page), style, 100);
  }

  FormSheet sheet_;
};

}  // namespace

std::string make_service_report_form() {
  return Report().make();
}

}  // namespace pdf
