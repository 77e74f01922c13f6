#include "samples.hpp"

#include <cairo.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>
#include <sstream>

#include "pdf/forms/service_report.hpp"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

namespace samples {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

const std::string& tax_form() {
  static const std::string bytes =
      read_file(support::source_folder() + "/tests/pdf/data/form-1040.pdf");
  return bytes;
}

const std::string& report_form() {
  static const std::string bytes = pdf::make_service_report_form();
  return bytes;
}

std::map<std::string, std::string> report_values() {
  return {{"company_name", "Rheintal Haustechnik AG"},
          {"job_number", "WO-2041"},
          {"customer_name", "Alpenhotel Müller"},
          {"customer_contact", "Łukasz Wójcik"},
          {"site_address", "Alpenhotel Müller\nSteg 12\n9497 Triesenberg"},
          {"checklist_1_item", "Gas tightness"},
          {"checklist_1_result", "OK"},
          {"checklist_2_item", "Flue gas"},
          {"checklist_2_result", "Repaired"},
          {"findings", "Ionisation current 0.8 µA, electrode worn. Ελληνικά. Русский."},
          {"part_1_name", "Ionisation electrode"},
          {"part_1_amount", "CHF 86.40"},
          {"follow_up_required", "true"},
          {"signer_name", "Łukasz Wójcik"}};
}

pdf::Strokes signature() {
  pdf::Strokes strokes;
  std::vector<pdf::Point> line;
  for (int step = 0; step <= 120; ++step) {
    const double t = step / 120.0;
    line.push_back({0.1 + 0.8 * t, 0.5 + 0.35 * std::sin(t * 25)});
  }
  strokes.lines = {line, {{0.2, 0.9}, {0.8, 0.85}}};
  return strokes;
}

std::string make_pdf(const std::string& catalog, const std::string& page,
                     const std::vector<std::string>& objects) {
  std::vector<std::string> all = {
      "1 0 obj << /Type /Catalog /Pages 2 0 R " + catalog + " >> endobj\n",
      "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n",
      "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] " + page + " >> endobj\n"};
  all.insert(all.end(), objects.begin(), objects.end());
  std::string bytes = "%PDF-1.7\n";
  std::string table = "xref\n0 " + std::to_string(all.size() + 1) + "\n0000000000 65535 f \n";
  for (const std::string& object : all) {
    std::string offset = std::to_string(bytes.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    bytes += object;
  }
  const std::string start = std::to_string(bytes.size());
  return bytes + table + "trailer << /Size " + std::to_string(all.size() + 1) +
         " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

std::string make_form(const std::string& field, const std::string& form, const std::string& page) {
  return make_pdf("/AcroForm << /Fields [4 0 R] /DA (/Helv 0 Tf 0 g) " + form + " >>",
                  "/Annots [4 0 R] " + page,
                  {"4 0 obj << /Type /Annot /Subtype /Widget /F 4 /Rect [20 20 120 40] " + field +
                   " >> endobj\n"});
}

std::string make_pages(int count) {
  QPDF file;
  file.emptyPDF();
  for (int page = 0; page < count; ++page)
    file.addPage(
        file.makeIndirectObject(QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 10 10] >>")),
        false);
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

std::string encrypt(const std::string& bytes, const char* user) {
  QPDF file;
  file.processMemoryFile("sample", bytes.data(), bytes.size());
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters(user, "owner", true, true, true, true, true, true, qpdf_r3p_full,
                                   true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

common::Error error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const common::Error& error) {
    return error;
  }
  FAIL("nothing was refused");
  return {common::ErrorCode::internal, ""};
}

namespace {

struct Source {
  const std::string& bytes;
  std::size_t at = 0;
};

cairo_status_t read_some(void* closure, unsigned char* data, unsigned length) {
  auto& source = *static_cast<Source*>(closure);
  if (source.bytes.size() - source.at < length) return CAIRO_STATUS_READ_ERROR;
  source.bytes.copy(reinterpret_cast<char*>(data), length, source.at);
  source.at += length;
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

int dark_pixels(const std::string& bytes, int page, const pdf::Rectangle& box) {
  const std::string png = pdf::render_page_png(bytes, page, 144);
  Source source{png};
  cairo_surface_t* image = cairo_image_surface_create_from_png_stream(read_some, &source);
  const unsigned char* data = cairo_image_surface_get_data(image);
  const int stride = cairo_image_surface_get_stride(image);
  int dark = 0;
  for (int y = static_cast<int>(box.top * 2); y < static_cast<int>((box.top + box.height) * 2); ++y)
    for (int x = static_cast<int>(box.left * 2); x < static_cast<int>((box.left + box.width) * 2);
         ++x) {
      const unsigned char* pixel = data + y * stride + x * 4;
      dark += pixel[0] + pixel[1] + pixel[2] < 384 ? 1 : 0;
    }
  cairo_surface_destroy(image);
  return dark;
}

pdf::FormField field_named(const std::string& bytes, const std::string& name) {
  for (pdf::FormField& field : pdf::read_fields(bytes))
    if (field.name == name) return field;
  FAIL(("no field " + name).c_str());
  return {};
}

Outcome run_on(const std::string& program, const std::string& bytes, const std::string& more) {
  std::string path = "/tmp/truckroll-pdf-XXXXXX";
  close(mkstemp(path.data()));
  std::ofstream(path, std::ios::binary) << bytes;
  FILE* pipe = popen((program + " " + path + " " + more + " 2>&1").c_str(), "r");
  Outcome outcome{-1, {}};
  char buffer[4096];
  for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.output.append(buffer, got);
  outcome.exit_code = WEXITSTATUS(pclose(pipe));
  unlink(path.c_str());
  return outcome;
}

}  // namespace samples
