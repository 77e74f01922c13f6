#pragma once
#include <string_view>

namespace common::codec {

/// What a file is, told by its content alone.
struct FileType {
  std::string_view kind;  ///< picture, pdf, text, office, archive, sound, video, program or other
  std::string_view mime;
};
/// Scripts of a shell count as programs, other text (HTML and SVG too) as text; what is damaged or
/// unknown is "other".
FileType file_type(std::string_view bytes);

/// The kind of a type that file_type told.
std::string_view kind_of_type(std::string_view mime);

/// What a name's ending says that the file is, empty where it says nothing; `photo.JPG` is a
/// picture.
std::string_view kind_by_name(std::string_view name);

}  // namespace common::codec
