#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "pdf/types.hpp"

// How the values of types.hpp stand in a frame's header. Reading throws nlohmann::json::exception
// for other shapes.
namespace pdf {

void to_json(nlohmann::json& json, const Rectangle& box);
void from_json(const nlohmann::json& json, Rectangle& box);
void to_json(nlohmann::json& json, const PageSize& size);
void from_json(const nlohmann::json& json, PageSize& size);
void to_json(nlohmann::json& json, const FormField& field);
void from_json(const nlohmann::json& json, FormField& field);
void to_json(nlohmann::json& json, const TemplateCheck& check);
void from_json(const nlohmann::json& json, TemplateCheck& check);
void to_json(nlohmann::json& json, const Point& point);
void from_json(const nlohmann::json& json, Point& point);
void to_json(nlohmann::json& json, const Strokes& strokes);
void from_json(const nlohmann::json& json, Strokes& strokes);

nlohmann::json error_to_json(const common::Error& error);
common::Error error_from_json(const nlohmann::json& json);

}  // namespace pdf
