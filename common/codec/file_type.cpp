#include "common/codec/file_type.hpp"

#include <algorithm>
#include <string>

#include "common/codec/media_type.hpp"
#include "common/text/text.hpp"

namespace common::codec {
namespace {

struct Beginning {
  std::string_view bytes;
  FileType type;
};
using namespace std::string_view_literals;

// WHATWG MIME Sniffing section 4, and the formats' own documents.
constexpr Beginning beginnings[] = {
    {"GIF87a", {"picture", "image/gif"}},
    {"GIF89a", {"picture", "image/gif"}},
    {"BM", {"picture", "image/bmp"}},
    {"II*\0"sv, {"picture", "image/tiff"}},
    {"MM\0*"sv, {"picture", "image/tiff"}},
    {"ID3", {"sound", "audio/mpeg"}},
    {"fLaC", {"sound", "audio/flac"}},
    {"\x1a\x45\xdf\xa3", {"video", "video/webm"}},
    {"\x1f\x8b", {"archive", "application/gzip"}},
    {"7z\xbc\xaf\x27\x1c", {"archive", "application/x-7z-compressed"}},
    {"Rar!\x1a\x07", {"archive", "application/vnd.rar"}},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {"office", "application/x-ole-storage"}},
    {"MZ", {"program", "application/vnd.microsoft.portable-executable"}},
    {"\x7f"
     "ELF",
     {"program", "application/x-elf"}},
    {"\xcf\xfa\xed\xfe", {"program", "application/x-mach-binary"}},
    {"\xfe\xed\xfa\xcf", {"program", "application/x-mach-binary"}},
    {"\xca\xfe\xba\xbe", {"program", "application/java-vm"}},
    {"#!", {"program", "text/x-script"}},
};

/// A ZIP archive is also the form of office papers and of programs; their parts' names tell.
FileType zip_type(std::string_view bytes) {
  // A package of Android or Java begins with what says so, or lists it at its end.
  auto head = bytes.substr(0, 64 << 10), tail = bytes.substr(bytes.size() - head.size());
  auto has = [&](std::string_view name) {
    return head.find(name) != head.npos || tail.find(name) != tail.npos;
  };
  if (has("META-INF/MANIFEST.MF") || has("AndroidManifest.xml"))
    return {"program", "application/java-archive"};
  if (has("vbaProject.bin")) return {"program", "application/vnd.ms-office.macro-enabled"};
  if (has("mimetypeapplication/vnd.oasis.opendocument"))
    return {"office", "application/vnd.oasis.opendocument"};
  if (!has("[Content_Types].xml")) return {"archive", "application/zip"};
  if (has("word/"))
    return {"office", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"};
  if (has("xl/"))
    return {"office", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  if (has("ppt/"))
    return {"office", "application/vnd.openxmlformats-officedocument.presentationml.presentation"};
  return {"archive", "application/zip"};
}

/// ISO base media file format: the brand behind "ftyp".
FileType brand_type(std::string_view brand) {
  if (brand == "avif" || brand == "avis") return {"picture", "image/avif"};
  if (brand == "heic" || brand == "heix" || brand == "mif1") return {"picture", "image/heic"};
  if (brand == "M4A ") return {"sound", "audio/mp4"};
  return {"video", "video/mp4"};
}

bool is_text(std::string_view bytes) {
  auto is_control = [](unsigned char c) {
    return c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  };
  return !bytes.empty() && std::none_of(bytes.begin(), bytes.end(), is_control) &&
         text::is_utf8(bytes);
}

struct Ending {
  std::string_view ending, kind;
};
constexpr Ending endings[] = {
    {"jpg", "picture"},  {"jpeg", "picture"}, {"png", "picture"}, {"gif", "picture"},
    {"webp", "picture"}, {"bmp", "picture"},  {"tif", "picture"}, {"tiff", "picture"},
    {"heic", "picture"}, {"avif", "picture"}, {"pdf", "pdf"},     {"txt", "text"},
    {"csv", "text"},     {"md", "text"},      {"docx", "office"}, {"xlsx", "office"},
    {"pptx", "office"},  {"odt", "office"},   {"ods", "office"},  {"odp", "office"},
    {"zip", "archive"},  {"mp3", "sound"},    {"ogg", "sound"},   {"wav", "sound"},
    {"mp4", "video"},    {"webm", "video"},   {"mov", "video"},
};

}  // namespace

FileType file_type(std::string_view bytes) {
  auto known = media_type(bytes);
  if (known == "application/pdf") return {"pdf", known};
  if (known.starts_with("image/")) return {"picture", known};
  if (known.starts_with("audio/")) return {"sound", known};
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WAVE"))
    return {"sound", "audio/wav"};
  if (bytes.starts_with("PK\x03\x04")) return zip_type(bytes);
  if (bytes.substr(0, 8).ends_with("ftyp") && bytes.size() >= 12)
    return brand_type(bytes.substr(8, 4));
  bool text = is_text(bytes);
  for (auto& one : beginnings)
    // "BM" and "MZ" also begin words.
    if (bytes.starts_with(one.bytes) && (!text || one.type.mime == "text/x-script"))
      return one.type;
  if (text) return {"text", "text/plain"};
  return {"other", "application/octet-stream"};
}

std::string_view kind_of_type(std::string_view mime) {
  auto has = [&](std::string_view part) { return mime.find(part) != mime.npos; };
  for (auto& one : beginnings)
    if (one.type.mime == mime) return one.type.kind;
  if (has("java-archive") || has("macro-enabled")) return "program";
  if (mime.starts_with("image/")) return "picture";
  if (mime.starts_with("audio/")) return "sound";
  if (mime.starts_with("video/")) return "video";
  if (mime == "application/pdf") return "pdf";
  if (mime == "text/plain") return "text";
  if (has("officedocument") || has("opendocument")) return "office";
  return mime == "application/zip" ? "archive" : "other";
}

std::string_view kind_by_name(std::string_view name) {
  auto dot = name.rfind('.');
  if (dot == name.npos) return {};
  std::string ending(name.substr(dot + 1));
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (auto& one : endings)
    if (one.ending == ending) return one.kind;
  return {};
}

}  // namespace common::codec
