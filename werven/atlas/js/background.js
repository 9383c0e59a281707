/* The background map: tiles of a server in EPSG:3035, fetched only when the reader asks for them. */
(function (W) {
  "use strict";

  const SIZE = 256;

  /** Return the tiles that cover a part of the map [km] as images for plotly. */
  W.background = function (west, east, south, north) {
    const { url, metres_per_pixel: coarsest, west: left, north: top } = W.content.background;
    const zoom = Math.round(Math.log2(coarsest / (((east - west) * 1000) / 1200)));
    const side = (SIZE * coarsest) / 2 ** zoom / 1000;
    const images = [];
    for (let x = Math.floor((west - left) / side); left + x * side < east; x += 1) {
      for (let y = Math.floor((top - north) / side); top - y * side > south; y += 1) {
        const source = url.replace("{z}", zoom).replace("{x}", x).replace("{y}", y);
        const place = { xref: "x", yref: "y", x: left + x * side, y: top - y * side, sizex: side, sizey: side };
        images.push({ source, ...place, sizing: "stretch", layer: "below", opacity: 0.7 });
      }
    }
    return images;
  };
})((window.werven = window.werven || {}));
