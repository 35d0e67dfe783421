/** The parts of ECharts that are used, in a chunk of their own: a page is there before its charts are. */
import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, SVGRenderer]);

export { init } from 'echarts/core';
