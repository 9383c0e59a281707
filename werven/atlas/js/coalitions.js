/*
 * What a combination of works is worth: solved where it was solved, derived where works of a solved one are idle,
 * else estimated. The same as werven/atlas/estimates.py, which says how far an estimate is off.
 */
(function (W) {
  "use strict";

  const games = new WeakMap();
  const QUANTITIES = ["kt", "upstream", "meur"];
  const COLUMNS = { kt: "emissions_kt", upstream: "upstream_kt", meur: "cost_meur" };
  const SHAPLEY = { kt: "shapley_kt", upstream: "upstream_kt", meur: "shapley_meur" };
  const PAIRS = { kt: "synergy_kt", meur: "synergy_meur" };

  /** Return the game of a closure, made once. */
  W.game = function (closure, requires) {
    if (!games.has(closure)) games.set(closure, build(closure, requires));
    return games.get(closure);
  };

  function build(closure, requires) {
    const players = closure.players;
    const place = new Map(players.map((work, i) => [work, i]));
    const rows = W.table(closure.coalitions);
    const width = Math.max(1, Math.ceil(players.length / 32));
    const game = { players, place, width, requires, count: rows.length, known: new Map(), rows, steps: new Map() };
    game.inside = masks(rows, "in", width);
    game.used = masks(rows, "used", width);
    rows.forEach((row, i) => game.known.set(row.in, i));
    const reference = rows[game.known.get("0")];
    game.values = {};
    game.models = {};
    for (const name of QUANTITIES) {
      game.values[name] = rows.map((row) => reference[COLUMNS[name]] - row[COLUMNS[name]]);
      game.models[name] = model(game, closure, name);
    }
    game.reference = reference;
    game.off = closure.off;
    game.offStep = new Map(W.table(closure.off_step).map((row) => [row.work, row]));
    return game;
  }

  function masks(rows, key, width) {
    const found = new Uint32Array(rows.length * width);
    rows.forEach((row, i) => found.set(words(BigInt(`0x${row[key]}`), width), i * width));
    return found;
  }

  function words(bits, width) {
    return Uint32Array.from({ length: width }, (_, k) => Number((bits >> BigInt(32 * k)) & 0xffffffffn));
  }

  function bitsOf(game, works) {
    return [...works].reduce((bits, work) => bits | (1n << BigInt(game.place.get(work))), 0n);
  }

  function model(game, closure, name) {
    const size = game.players.length;
    const pairs = new Float64Array(size * size);
    for (const row of PAIRS[name] ? W.table(closure.synergy) : []) {
      const a = game.place.get(row.work_a);
      const b = game.place.get(row.work_b);
      const value = row[PAIRS[name]];
      if (a === undefined || b === undefined || value === null || value === undefined) continue;
      pairs[a * size + b] = value;
      pairs[b * size + a] = value;
    }
    const alone = new Float64Array(size);
    for (const row of W.table(closure.ranking)) {
      if (game.place.has(row.work)) alone[game.place.get(row.work)] = row[SHAPLEY[name]] || 0;
    }
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) alone[i] -= pairs[i * size + j] / 2;
    }
    return { alone, pairs, size };
  }

  /** Return what the model gives for the works of a mask that starts at `from`. */
  function modelled(one, mask, from) {
    const members = [];
    for (let i = 0; i < one.size; i += 1) if ((mask[from + (i >> 5)] >>> (i & 31)) & 1) members.push(i);
    let sum = 0;
    for (let a = 0; a < members.length; a += 1) {
      sum += one.alone[members[a]];
      for (let b = 0; b < a; b += 1) sum += one.pairs[members[a] * one.size + members[b]];
    }
    return sum;
  }

  function popcount(value) {
    let n = value - ((value >>> 1) & 0x55555555);
    n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
    return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }

  /** Return the works of a combination that may be built: without those whose requirement is not in it. */
  W.permitted = function (game, works) {
    let own = new Set([...works].filter((work) => game.place.has(work)));
    for (;;) {
      const kept = new Set(
        [...own].filter((work) => (game.requires[work] || []).every((need) => own.has(need) || !game.place.has(need))),
      );
      if (kept.size === own.size) return own;
      own = kept;
    }
  };

  /**
   * Return what a combination is worth against the reference.
   * `kt`, `upstream` [kt/a], `meur` [M EUR/a]; `how`: solved, derived or estimated; `off`: error of an estimate.
   */
  W.worth = function (game, works) {
    const own = W.permitted(game, works);
    const bits = bitsOf(game, own);
    const found = game.known.get(bits.toString(16));
    if (found !== undefined) return told(game, found, own, game.rows[found].how === "derived" ? "derived" : "solved");
    const mask = words(bits, game.width);
    const idle = derived(game, mask);
    return idle >= 0 ? told(game, idle, own, "derived") : estimated(game, mask, own);
  };

  /**
   * Return what a work adds to a combination: `kt`, `meur`, how far that is `off`, and whether it is `sure`. Between
   * combinations that are known it is their difference; else the mean of what the work was seen to add nearest by.
   */
  W.marginal = function (game, works, work) {
    const [without, within] = [new Set(works), new Set(works).add(work)];
    without.delete(work);
    const [below, above] = [W.worth(game, without), W.worth(game, within)];
    const sure = below.how !== "estimated" && above.how !== "estimated";
    const alone = above.works.size === below.works.size + 1;
    const seen = sure || !alone ? null : nearestSteps(game, words(bitsOf(game, below.works), game.width), work);
    const gain = (name) =>
      seen && seen.length
        ? seen.reduce((sum, [low, high]) => sum + game.values[name][high] - game.values[name][low], 0) / seen.length
        : above[name] - below[name];
    const off = seen && seen.length ? game.offStep.get(work) : undefined;
    return { kt: gain("kt"), meur: gain("meur"), off, sure: sure || above.works.size === below.works.size };
  };

  /** Return the pairs of solved combinations that differ by this work alone, those nearest to a mask. */
  function nearestSteps(game, mask, work) {
    let least = Infinity;
    let near = [];
    for (const step of stepsOf(game, work)) {
      const away = apart(game, mask, step[0]);
      if (away < least) [least, near] = [away, []];
      if (away === least) near.push(step);
    }
    return near;
  }

  /** Return pairs of rows: without a work, and with it. Found once. */
  function stepsOf(game, work) {
    if (!game.steps.has(work)) {
      const bit = 1n << BigInt(game.place.get(work));
      const found = [];
      game.known.forEach((low, key) => {
        const bits = BigInt(`0x${key}`);
        const high = bits & bit ? undefined : game.known.get((bits | bit).toString(16));
        if (high !== undefined) found.push([low, high]);
      });
      game.steps.set(work, found);
    }
    return game.steps.get(work);
  }

  /** Return by how many works a mask and a row differ. */
  function apart(game, mask, row) {
    let away = 0;
    for (let k = 0; k < game.width; k += 1) away += popcount(mask[k] ^ game.inside[row * game.width + k]);
    return away;
  }

  function told(game, row, works, how) {
    const off = { kt: 0, upstream: 0, meur: 0 };
    return {
      ...Object.fromEntries(QUANTITIES.map((name) => [name, game.values[name][row]])),
      how,
      off,
      works,
      distance: 0,
    };
  }

  /** Return a solved combination that holds this one, and uses no work besides; -1 where there is none. */
  function derived(game, mask) {
    for (let row = 0; row < game.count; row += 1) {
      let fits = true;
      for (let k = 0; k < game.width && fits; k += 1) {
        const at = row * game.width + k;
        fits = (mask[k] & ~game.inside[at]) === 0 && (game.used[at] & ~mask[k]) === 0;
      }
      if (fits) return row;
    }
    return -1;
  }

  function estimated(game, mask, works) {
    let least = Infinity;
    let near = [];
    for (let row = 0; row < game.count; row += 1) {
      const away = apart(game, mask, row);
      if (away < least) [least, near] = [away, []];
      if (away === least) near.push(row);
    }
    const found = { how: "estimated", works, distance: least, off: error(game, least) };
    for (const name of QUANTITIES) {
      const rest = near.map(
        (row) => game.values[name][row] - modelled(game.models[name], game.inside, row * game.width),
      );
      found[name] = modelled(game.models[name], mask, 0) + rest.reduce((sum, one) => sum + one, 0) / rest.length;
    }
    return found;
  }

  /** Return how far estimates from combinations that differ by so many works are off: the mean, squared. */
  function error(game, distance) {
    const rows = game.off.filter((row) => row.distance <= distance);
    const row = rows.length ? rows[rows.length - 1] : game.off[0];
    return row ? { kt: row.kt, upstream: row.upstream_kt, meur: row.meur } : { kt: null, upstream: null, meur: null };
  }
})((window.werven = window.werven || {}));
