-- What tilemaker 2 puts into each layer of the map. Layers and zooms are declared in config.json.

node_keys = { "place", "addr:housenumber" }

-- class shown, first zoom
local roads = {
  motorway = { "motorway", 7 }, motorway_link = { "motorway", 10 },
  trunk = { "major", 7 }, trunk_link = { "major", 10 },
  primary = { "major", 8 }, primary_link = { "major", 11 },
  secondary = { "medium", 9 }, secondary_link = { "medium", 11 },
  tertiary = { "medium", 10 }, tertiary_link = { "medium", 12 },
  unclassified = { "minor", 12 }, residential = { "minor", 12 }, road = { "minor", 12 },
  living_street = { "minor", 13 }, pedestrian = { "minor", 13 },
  service = { "service", 13 }, track = { "track", 13 },
  path = { "path", 14 }, footway = { "path", 14 }, cycleway = { "path", 14 },
  bridleway = { "path", 14 }, steps = { "path", 14 },
}

-- class shown, first zoom, rank among labels (1 = first)
local places = {
  country = { 7, 1 }, city = { 7, 2 }, town = { 8, 3 }, village = { 9, 4 },
  suburb = { 12, 5 }, hamlet = { 12, 6 }, neighbourhood = { 13, 7 }, locality = { 14, 8 },
}

local landuse = {
  forest = "wood", residential = "built", industrial = "industrial", commercial = "industrial",
  retail = "industrial", farmland = "field", farmyard = "field", meadow = "grass", grass = "grass",
  orchard = "field", vineyard = "field", cemetery = "grass", recreation_ground = "grass",
}
local natural = {
  wood = "wood", scrub = "wood", grassland = "grass", heath = "grass",
  bare_rock = "rock", scree = "rock", glacier = "ice",
}

function init_function() end
function exit_function() end

function node_function(node)
  local place = places[node:Find("place")]
  local name = node:Find("name")
  if place and name ~= "" then
    node:Layer("place", false)
    node:Attribute("class", node:Find("place"))
    node:Attribute("name", name)
    node:AttributeNumeric("rank", place[2])
    node:MinZoom(place[1])
  end
  house_number(node, false)
end

function house_number(object, is_area)
  local number = object:Find("addr:housenumber")
  if number == "" then return end
  if is_area then object:LayerAsCentroid("house_number") else object:Layer("house_number", false) end
  object:Attribute("number", number)
end

function way_function(way)
  local highway = way:Find("highway")
  if highway ~= "" then road_layers(way, highway) end
  local railway = way:Find("railway")
  if railway == "rail" or railway == "narrow_gauge" then
    way:Layer("road", false)
    way:Attribute("class", "rail")
    way:MinZoom(10)
  end
  local waterway = way:Find("waterway")
  if waterway == "river" or waterway == "canal" or waterway == "stream" then
    way:Layer("waterway", false)
    way:Attribute("class", waterway)
    way:MinZoom(waterway == "stream" and 12 or 9)
  end
  if way:Find("boundary") == "administrative" and way:Find("admin_level") == "2" then
    way:Layer("boundary", false)
  end
  if way:IsClosed() then area_layers(way) end
end

function road_layers(way, highway)
  local road = roads[highway]
  if not road or way:Find("area") == "yes" then return end
  way:Layer("road", false)
  way:Attribute("class", road[1])
  way:MinZoom(road[2])
  if way:Find("tunnel") == "yes" then way:AttributeBoolean("tunnel", true) end
  if way:Find("bridge") == "yes" then way:AttributeBoolean("bridge", true) end
  local oneway = way:Find("oneway")
  if oneway == "yes" or oneway == "-1" then way:AttributeNumeric("oneway", oneway == "yes" and 1 or -1) end

  local name, number = way:Find("name"), way:Find("ref")
  if name == "" and number == "" then return end
  if road[1] == "path" or road[1] == "track" then return end
  way:Layer("road_name", false)
  way:Attribute("class", road[1])
  if name ~= "" then way:Attribute("name", name) end
  if number ~= "" then way:Attribute("number", number) end
  way:MinZoom(road[2] < 12 and 12 or 14)
end

function area_layers(way)
  if way:Holds("building") and way:Find("building") ~= "no" then
    way:Layer("building", true)
    house_number(way, true)
    return
  end
  if way:Find("natural") == "water" or way:Find("waterway") == "riverbank" or way:Find("landuse") == "reservoir" then
    way:Layer("water", true)
    return
  end
  local class = landuse[way:Find("landuse")] or natural[way:Find("natural")]
  if not class and (way:Find("leisure") == "park" or way:Find("leisure") == "pitch") then class = "grass" end
  if class then
    way:Layer("landuse", true)
    way:Attribute("class", class)
    if class == "grass" or class == "field" then way:MinZoom(11) end
  end
end
