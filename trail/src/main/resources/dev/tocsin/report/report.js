(function () {
  'use strict';
  var plots = [];

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  // Numbers as numbers and all else as text: a plot shows what its table says.
  function rows(table) {
    return Array.from(table.tBodies[0].rows, function (row) {
      return Array.from(row.cells, function (cell) {
        return 'value' in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
      });
    });
  }

  function axis(more) {
    return Object.assign({
      axisLine: { lineStyle: { color: color('rule') } },
      axisTick: { show: false },
      axisLabel: { color: color('soft'), fontSize: 11 },
      splitLine: { lineStyle: { color: color('rule'), opacity: .6 } }
    }, more);
  }

  function common(more) {
    return Object.assign({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 12, top: 36, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: color('soft') }, itemWidth: 12, itemHeight: 12 },
      tooltip: {
        trigger: 'axis', backgroundColor: color('paper'), borderColor: color('rule'),
        textStyle: { color: color('ink'), fontSize: 12 }
      }
    }, more);
  }

  function bar(name, hue, data) {
    return { name: name, type: 'bar', stack: 'all', data: data, barMaxWidth: 26,
      itemStyle: { color: color(hue) } };
  }

  function time(data) {
    var alerts = data.map(function (row) { return row[3] > 0 ? row[3] : null; });
    return common({
      xAxis: axis({ type: 'category', splitLine: { show: false }, data: data.map(function (row) {
        return row[0].slice(5, 16).replace(' 00:00', '');
      }) }),
      yAxis: [
        axis({ type: 'value', minInterval: 1 }),
        axis({ type: 'value', minInterval: 1, splitLine: { show: false }, name: 'alerts',
          nameTextStyle: { color: color('soft') }, show: alerts.some(Boolean), min: 0 })
      ],
      series: [
        bar('successes', 'calm', data.map(function (row) { return row[1] - row[2]; })),
        bar('failures', 'fail', data.map(function (row) { return row[2]; })),
        { name: 'alerts', type: 'scatter', yAxisIndex: 1, data: alerts, symbol: 'diamond',
          symbolSize: 10, itemStyle: { color: color('alarm') } }
      ]
    });
  }

  function bars(data) {
    var shown = data.slice(0, 12).reverse();
    return common({
      yAxis: axis({ type: 'category', splitLine: { show: false },
        data: shown.map(function (row) { return row[0]; }),
        axisLabel: { color: color('soft'), fontSize: 11, width: 170, overflow: 'truncate' } }),
      xAxis: axis({ type: 'value', minInterval: 1, splitNumber: 4 }),
      series: [
        bar('successes', 'calm', shown.map(function (row) { return row[1] - row[2]; })),
        bar('failures', 'fail', shown.map(function (row) { return row[2]; }))
      ]
    });
  }

  function heat(data) {
    var points = [];
    var most = 1;
    data.forEach(function (row, day) {
      row.slice(1).forEach(function (value, hour) {
        points.push([hour, data.length - 1 - day, value]);
        most = Math.max(most, value);
      });
    });
    return common({
      legend: { show: false },
      grid: { left: 8, right: 12, top: 8, bottom: 44, containLabel: true },
      tooltip: { show: false },
      xAxis: axis({ type: 'category', splitLine: { show: false },
        data: data[0].slice(1).map(function (unused, hour) { return (hour < 10 ? '0' : '') + hour; }) }),
      yAxis: axis({ type: 'category', splitLine: { show: false },
        data: data.map(function (row) { return row[0]; }).reverse() }),
      visualMap: { min: 0, max: most, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 90,
        itemWidth: 10, calculable: false, textStyle: { color: color('soft'), fontSize: 11 },
        text: [String(most), '0'],
        inRange: { color: [color('low'), color('calm'), color('alarm')] } },
      series: [{ type: 'heatmap', data: points,
        itemStyle: { borderColor: color('paper'), borderWidth: 2 } }]
    });
  }

  var kinds = { time: time, bars: bars, heat: heat };

  function draw() {
    plots.forEach(function (plot) {
      plot.chart.setOption(kinds[plot.kind](plot.data), true);
      plot.chart.resize();
    });
  }

  document.querySelectorAll('.plot').forEach(function (place) {
    var data = rows(document.getElementById(place.dataset.table));
    if (place.dataset.plot === 'bars') {
      place.style.height = 70 + 26 * Math.min(12, data.length) + 'px';
    }
    plots.push({
      kind: place.dataset.plot, data: data,
      chart: echarts.init(place, null, { renderer: 'svg' })
    });
  });
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  matchMedia('print').addEventListener('change', draw);
  window.addEventListener('resize', draw);
})();
