#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "common/error/error.hpp"
#include "pdf/impl/document.hpp"
#include "pdf/impl/reader.hpp"
#include "pdf/impl/settle.hpp"
#include "pdf/pdf.hpp"

namespace pdf {
namespace {

constexpr double pixels_max = 40e6;

PageSize size_of(const impl::Page& page) {
  PageSize size;
  poppler_page_get_size(page.get(), &size.width, &size.height);
  return size;
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string taken(char* text) {
  std::string result(text == nullptr ? "" : text);
  g_free(text);
  return result;
}

std::string value_of(PopplerFormField* field) {
  switch (poppler_form_field_get_field_type(field)) {
    case POPPLER_FORM_FIELD_TEXT:
      return taken(poppler_form_field_text_get_text(field));
    case POPPLER_FORM_FIELD_BUTTON:
      return poppler_form_field_button_get_state(field) != FALSE ? "true" : "false";
    case POPPLER_FORM_FIELD_CHOICE:
      for (int item = 0; item < poppler_form_field_choice_get_n_items(field); ++item)
        if (poppler_form_field_choice_is_item_selected(field, item) != FALSE)
          return taken(poppler_form_field_choice_get_item(field, item));
      if (poppler_form_field_choice_is_editable(field) != FALSE)
        return taken(poppler_form_field_choice_get_text(field));
      return {};
    default:
      return {};
  }
}

bool is_read(PopplerFormField* field) {
  const PopplerFormFieldType type = poppler_form_field_get_field_type(field);
  if (type == POPPLER_FORM_FIELD_BUTTON)
    return poppler_form_field_button_get_button_type(field) != POPPLER_FORM_BUTTON_PUSH;
  return type == POPPLER_FORM_FIELD_TEXT || type == POPPLER_FORM_FIELD_CHOICE;
}

void add_values(const impl::Page& page, std::map<std::string, std::string>& values) {
  GList* list = poppler_page_get_form_field_mapping(page.get());
  for (GList* at = list; at != nullptr; at = at->next) {
    PopplerFormField* field = static_cast<PopplerFormFieldMapping*>(at->data)->field;
    if (field != nullptr && is_read(field))
      values[taken(poppler_form_field_get_name(field))] = value_of(field);
  }
  poppler_page_free_form_field_mapping(list);
}

/// Poppler's glib face does not tell which button of a group is on.
void add_group_values(impl::Document& document, std::map<std::string, std::string>& values) {
  impl::translate_errors([&] {
    for (const impl::Field& field : document.fields()) {
      if (!field.is_button || field.face.kind != FieldKind::choice) continue;
      const std::string state = impl::value_of(field);
      values[field.face.name] = state == "Off" ? "" : state;
    }
  });
}

/// What stands in form fields moved into the pages: Poppler reads text from pages only.
std::string flatten(std::string_view bytes) {
  impl::Document document(bytes);
  impl::translate_errors([&] { QPDFPageDocumentHelper(document.file()).flattenAnnotations(); });
  return document.write();
}

}  // namespace

std::vector<PageSize> page_sizes(std::string_view bytes) {
  const impl::Reader reader(bytes);
  std::vector<PageSize> sizes;
  for (int page = 0; page < reader.page_count(); ++page)
    sizes.push_back(size_of(reader.page(page)));
  return sizes;
}

int page_count(std::string_view bytes) {
  return impl::Reader(bytes).page_count();
}

std::string render_page_png(std::string_view bytes, int page, double dots_per_inch) {
  if (!(dots_per_inch >= 18 && dots_per_inch <= 600))
    common::refuse("dots_per_inch", "The resolution must lie between 18 and 600 dots per inch.");
  const impl::Reader reader(bytes);
  const impl::Page shown = reader.page(page);
  const double scale = dots_per_inch / 72;
  const PageSize size = size_of(shown);
  const double width = std::max(1.0, std::round(size.width * scale));
  const double height = std::max(1.0, std::round(size.height * scale));
  if (!(width * height <= pixels_max && width < 32'767 && height < 32'767))
    throw common::Error(common::ErrorCode::too_large, "The page is too large at this resolution.",
                        "dots_per_inch");
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width),
                                                        static_cast<int>(height));
  cairo_t* cairo = cairo_create(surface);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  cairo_scale(cairo, scale, scale);
  poppler_page_render(shown.get(), cairo);
  cairo_destroy(cairo);
  std::string png;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, append, &png);
  cairo_surface_destroy(surface);
  if (status == CAIRO_STATUS_NO_MEMORY)
    throw common::Error(common::ErrorCode::too_large,
                        "There is not enough memory to show the page.", "body");
  if (status != CAIRO_STATUS_SUCCESS)
    throw common::Error(common::ErrorCode::internal,
                        std::string("rendering the page: ") + cairo_status_to_string(status));
  return png;
}

std::string read_text(std::string_view bytes) {
  const std::string flat = flatten(bytes);
  const impl::Reader reader(flat);
  std::string text;
  for (int page = 0; page < reader.page_count(); ++page)
    text += taken(poppler_page_get_text(reader.page(page).get())) + '\f';
  return text;
}

std::map<std::string, std::string> read_values(std::string_view bytes) {
  std::map<std::string, std::string> values;
  impl::Document document(bytes);  // first, as it refuses what Poppler would not come back from
  const impl::Reader reader(bytes);
  for (int page = 0; page < reader.page_count(); ++page) add_values(reader.page(page), values);
  add_group_values(document, values);
  return values;
}

}  // namespace pdf
