// counters
const requests = new stats.Counter('a_requests_total', ['method', 'status'])
[requests.name, requests.type, requests.dimensions, requests.value] // => ['a_requests_total', 'Counter', 2, 0]
stats.text().includes('a_requests') // => false
requests.withLabels('GET', 200).increase() // => undefined
requests.withLabels('GET', '200').increase(2)
requests.withLabels('GET', 200) === requests.withLabels('GET', 200) // => true
requests.withLabels('GET').withLabels(200) === requests.withLabels('GET', 200) // => true
requests.withLabels('GET', 200, 'surplus').value // => 3
requests.withLabels('GET', 200).withLabels('x') // => null
requests.withLabels('GET', 200).label // => '200'
requests.withLabels('GET', 200).name // => 'status'
requests.withLabels('PUT').increase()
requests.withLabels('a\\b"c\nd', 1).zero()
requests.submetrics().map(m => m.label) // => ['GET', 'PUT', 'a\\b"c\nd']
requests.increase(0.5)
stats.text().split('\n').filter(l => l.includes('a_requests')) // => ['# TYPE a_requests_total counter', 'a_requests_total 0.5', 'a_requests_total{method="GET",status="200"} 3', 'a_requests_total{method="PUT"} 1', 'a_requests_total{method="a\\\\b\\"c\\nd",status="1"} 0']
requests.withLabels('GET').clear()
requests.withLabels('GET', 200).value // => 0
stats.text().includes('GET') // => false
requests.withLabels('GET', 200).increase()
stats.text().includes('status="200"} 1\n') // => true
requests.clear()
stats.text().includes('a_requests') // => false
new stats.Counter('b_total').withLabels('x') // => null
new stats.Counter('b_total').increase(-1) // => TypeError: increase: -1 (expected: 0 or more, for a counter)
new stats.Counter('b_total').increase('1') // => TypeError: argument #1 expects a number
new stats.Counter('a b') // => TypeError: metric name: a b (expected: letters, digits, _ and :)
new stats.Counter('b', ['a-b']) // => TypeError: label name: a-b (expected: letters, digits and _)
new stats.Counter('b', ['a', 'a']) // => TypeError: label names: [a, a] (expected: each once, and no "le" of a histogram)
new stats.Counter('b', 'a') // => TypeError: argument #2 expects an array
new stats.Counter() // => TypeError: argument #1 expects a string
requests instanceof stats.Counter // => true

// one name and shape is one metric; the last of several shapes is shown
const c = new stats.Counter('c_total')
c.increase()
new stats.Counter('c_total').value // => 1
new stats.Gauge('c_total').set(7)
stats.text().split('\n').filter(l => l.includes('c_total')) // => ['# TYPE c_total gauge', 'c_total 7']

// gauges
const g = new stats.Gauge('g')
g.set(5), g.increase(), g.decrease(2.5)
g.value // => 3.5
g.zero()
g.value // => 0
g.decrease('1') // => TypeError: argument #1 expects a number
g.set() // => TypeError: argument #1 expects a number
new stats.Gauge('g_now', null, gauge => gauge.set(42)).type // => 'Gauge'
stats.text().includes('\ng_now 42\n') // => true
new stats.Gauge('g_bad', null, () => null.x).value // => 0
stats.text().includes('\ng_now 42\n') // => true

// histograms, which are labelled in the reference without harm
const h = new stats.Histogram('h', [1, 2.5, Infinity], ['x'])
h.type // => 'Histogram[1,2.5,"Inf"]'
const m = h.withLabels('m')
m.observe(1), m.observe(2), m.observe(100)
m.value // => [1, 1, 1, 3, 103]
m.type // => 'Histogram[1,2.5,"Inf"]'
[m.percentile(30), m.percentile(60), m.percentile(100)] // => [1, 2.5, Infinity]
stats.text().split('\n').filter(l => l.startsWith('h')) // => ['h_bucket{x="m",le="1"} 1', 'h_bucket{x="m",le="2.5"} 2', 'h_bucket{x="m",le="+Inf"} 3', 'h_sum{x="m"} 103', 'h_count{x="m"} 3']
new stats.Histogram('h2', [2, 1]) // => TypeError: buckets: 1.0 after 2.0 (expected: ascending order)
new stats.Histogram('h2', ['1']) // => TypeError: buckets: 1 (expected: a number)
new stats.Histogram('h2', [1], ['le']) // => TypeError: label names: [le] (expected: each once, and no "le" of a histogram)
new stats.Histogram('h2') // => TypeError: argument #2 expects an array
m.observe('1') // => TypeError: argument #1 expects a number
const sums = stats.sum(['h'])
sums instanceof Promise // => true
